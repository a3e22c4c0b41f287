using QX200.Board;
using QX200.Media;
using QX200.Media.Codecs;
using QX200.Tests.Media.Tones;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>
/// An analog telephone and the port of the board that it hangs on, on the bench's clock: hook, keys and dial; a bell; a
/// receiver whose sound is one octet for each thing that it hears or says, as <see cref="PhoneSound"/> has it.
/// </summary>
internal sealed class DeskPhone(CallBench bench, int number, byte mark) : IFxsPort, IVoiceDevice
{
    private const int PulseBreakMs = 60;
    private const int PulseMakeMs = 40;

    private readonly long _began = bench.Network.Clock.GetTimestamp();
    private readonly Queue<short> _keys = [];
    private readonly List<(TimeSpan At, string What)> _told = [];
    private long _readUntil;
    private long _writtenUntil;
    private short _heard;
    private bool _heardAnything;
    private bool _heardMany;
    private bool _running;

    public int Number => number;

    public byte Mark => mark;

    public bool LoopClosed { get; private set; }

    public Action<LoopEdge>? LoopChanged { get; set; }

    public LineFeed Feed { get; private set; } = LineFeed.Forward;

    public bool Ringing { get; private set; }

    public PortFault? Fault { get; private set; }

    public Action<PortFault?>? FaultChanged { get; set; }

    public IVoiceDevice Voice => this;

    public bool IsLifted { get; private set; }

    /// <summary>Every sample that came over the line, on the hook too.</summary>
    public List<short> Line { get; } = [];

    /// <summary>Bell and feed, in milliseconds since the beginning: <c>ring</c>, <c>quiet</c>, <c>feed Open</c>.</summary>
    public IReadOnlyList<(TimeSpan At, string What)> Told => _told;

    /// <summary>How often the bell began to ring.</summary>
    public int Rings => _told.Count(static t => t.What == "ring");

    public bool IsRunning => _running && !bench.IsSkipping;

    public int Queued => (int)Math.Max(0, _writtenUntil - Samples);

    public int Waiting => (int)Math.Max(0, Samples - _readUntil);

    public long Underruns => 0;

    public long Overruns => 0;

    /// <summary>What the receiver hears at this moment.</summary>
    public string Hears => HearsWhile(() => bench.Pass(0.16));

    /// <summary>What the receiver hears the second and third time that something goes on.</summary>
    public string HearsWhile(Action deed)
    {
        deed();
        deed();
        (_heardAnything, _heardMany) = (false, false);
        deed();
        return !_heardAnything ? "nothing"
            : _heardMany ? "words"
            : Math.Abs((int)_heard) < 10 ? "silence"
            : Name(Octet(G711.EncodeAlaw)) ?? Name(Octet(G711.EncodeUlaw)) ?? "words";
    }

    private long Samples =>
        (long)(bench.Network.Clock.GetElapsedTime(_began).TotalMilliseconds * 8);

    private TimeSpan Now => bench.Network.Clock.GetElapsedTime(_began);

    public void Lift()
    {
        IsLifted = true;
        Close(true);
        bench.Pass(0.1);
    }

    public void HangUp()
    {
        IsLifted = false;
        Close(false);
        bench.Pass(1);
    }

    public void Flash(int milliseconds = 300)
    {
        Close(false);
        bench.Pass(milliseconds / 1000.0);
        Close(true);
        bench.Pass(0.1);
    }

    /// <summary>Presses keys, 80 ms each with 80 ms between them.</summary>
    public void Press(string keys)
    {
        foreach (short sample in Keys.Press(keys, milliseconds: 80, pause: 80))
        {
            _keys.Enqueue(sample);
        }

        bench.Pass(0.3 + (0.16 * keys.Length));
    }

    /// <summary>Turns the rotary dial.</summary>
    public void Dial(string digits)
    {
        foreach (char digit in digits)
        {
            for (int i = digit == '0' ? 10 : digit - '0'; i > 0; i--)
            {
                Close(false);
                bench.Pass(PulseBreakMs / 1000.0);
                Close(true);
                bench.Pass(PulseMakeMs / 1000.0);
            }

            bench.Pass(0.6);
        }
    }

    /// <summary>The wire breaks, or with null is mended.</summary>
    public void Break(string? why)
    {
        Fault = why is null ? null : new PortFault(PortFaultKind.Wiring, why);
        Ringing = false;
        FaultChanged?.Invoke(Fault);
        bench.Settle();
    }

    /// <summary>The loop alone: for what no hand does.</summary>
    public void Close(bool closed)
    {
        if (closed == LoopClosed)
        {
            return;
        }

        LoopClosed = closed && Feed != LineFeed.Open;
        bool whileRinging = Ringing;
        Ringing &= !closed;
        if (whileRinging && closed)
        {
            _told.Add((Now, "quiet"));
        }

        LoopChanged?.Invoke(new LoopEdge(closed, bench.Network.Clock.GetTimestamp(), whileRinging));
        bench.Settle();
    }

    public void SetFeed(LineFeed feed)
    {
        Feed = feed;
        _told.Add((Now, $"feed {feed}"));
        bool closed = IsLifted && feed != LineFeed.Open;
        if (closed != LoopClosed)
        {
            LoopClosed = closed;
            LoopChanged?.Invoke(
                new LoopEdge(closed, bench.Network.Clock.GetTimestamp(), WhileRinging: false)
            );
        }
    }

    public bool StartRinging(int hertz)
    {
        Assert.InRange(hertz, 16, 68);
        if (LoopClosed || Feed == LineFeed.Open || Fault is not null)
        {
            return false;
        }

        Ringing = true;
        _told.Add((Now, "ring"));
        return true;
    }

    public void StopRinging()
    {
        if (Ringing)
        {
            _told.Add((Now, "quiet"));
        }

        Ringing = false;
    }

    void IVoiceDevice.Start()
    {
        _running = true;
        _readUntil = Samples;
        _writtenUntil = Samples;
    }

    void IVoiceDevice.Stop() => _running = false;

    int IVoiceDevice.Read(Span<short> into)
    {
        int count = (int)Math.Min(into.Length, Samples - _readUntil);
        _readUntil += count;
        for (int i = 0; i < count; i++)
        {
            into[i] =
                _keys.TryDequeue(out short key) ? key
                : IsLifted ? Level(mark)
                : (short)0;
        }

        return count;
    }

    int IVoiceDevice.Write(ReadOnlySpan<short> samples)
    {
        _writtenUntil += samples.Length;
        foreach (short sample in samples)
        {
            Line.Add(sample);
            _heardMany |= _heardAnything && sample != _heard;
            (_heard, _heardAnything) = (sample, true);
        }

        return samples.Length;
    }

    private string? Name(byte octet) => Sounds.Name(octet) ?? bench.SpeakerOf(octet);

    private delegate void Encode(ReadOnlySpan<short> samples, Span<byte> octets);

    private byte Octet(Encode encode)
    {
        byte[] octet = new byte[1];
        encode([_heard], octet);
        return octet[0];
    }

    private static short Level(byte octet)
    {
        Span<short> sample = stackalloc short[1];
        G711.DecodeAlaw([octet], sample);
        return sample[0];
    }
}
