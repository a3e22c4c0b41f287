using System.Collections.Immutable;

namespace QX200.Board.Simulated;

/// <param name="From">Timestamp.</param>
/// <param name="To">Timestamp; 0 while it lasts.</param>
internal readonly record struct RingBurst(long From, long To, int Hertz);

/// <summary>
/// A desk telephone at a port: a receiver, keys that sound, a rotary dial, a bell, an earpiece, a microphone and a
/// display that shows who calls. Any thread may handle it.
/// </summary>
internal sealed class AnalogTelephone : ITelephoneVoice, IDisposable
{
    /// <summary>What the flash button does: long enough for every country's exchange, too short to be hanging up.</summary>
    public static readonly TimeSpan FlashTime = TimeSpan.FromMilliseconds(300);

    /// <summary>Nobody dials sooner after lifting the receiver or after a flash: he waits for the tone.</summary>
    private static readonly TimeSpan DialToneTime = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the display goes on showing who called.</summary>
    private static readonly TimeSpan DisplayTime = TimeSpan.FromSeconds(10);

    /// <summary>Samples that come from a microphone far away wait until there are so many: they come in unequal steps.</summary>
    private const int MicrophoneDepth = 480;

    private readonly SlicModule _module;
    private readonly Lock _gate;
    private readonly TimeProvider _clock;
    private readonly Hand _hand;
    private readonly KeyTones _keys = new();
    private readonly SampleRing _microphone = new(1 << 17);
    private readonly CallerIdDisplay _display = new();
    private readonly WaitingCaller _waiting;
    private readonly ITimer _blank;
    private readonly short[] _silence = new short[IVoiceDevice.Rate / 50];
    private ImmutableArray<Listener> _ears = [];
    private ImmutableArray<Listener> _taps = [];
    private ImmutableList<RingBurst> _rings = [];
    private long _hungUpAt;
    private bool _lifted;
    private bool _broken;
    private bool _talking;
    private bool _primed;
    private int _current;
    private double _echo;
    private string _callerId = "";

    public AnalogTelephone(int number, SlicModule module, Lock gate, TimeProvider clock)
    {
        Number = number;
        _module = module;
        _gate = gate;
        _clock = clock;
        _waiting = new WaitingCaller(_keys);
        _hand = new Hand($"hand{number}", gate, clock);
        _blank = clock.CreateTimer(
            static phone => ((AnalogTelephone)phone!).Show(""),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        module.RingingChanged = RingingChanged;
    }

    /// <summary>The port that it is plugged into.</summary>
    public int Number { get; }

    /// <summary>Something has changed that can be seen. Under the gate: it should only be posted on.</summary>
    public Action? Changed { get; set; }

    public bool IsLifted => Volatile.Read(ref _lifted);

    /// <summary>The bell sounds at this moment.</summary>
    public bool IsRinging => RingHertz != 0;

    /// <summary>How long the receiver has been on the hook; for ever where it was never lifted. Any thread.</summary>
    public TimeSpan OnHookFor =>
        IsLifted ? TimeSpan.Zero
        : Volatile.Read(ref _hungUpAt) is var at and not 0 ? _clock.GetElapsedTime(at)
        : TimeSpan.MaxValue;

    /// <summary>What the bell is rung with; 0 while it is quiet.</summary>
    public int RingHertz => IsLifted ? 0 : Volatile.Read(ref _current);

    /// <summary>Every time the bell sounded, as measured at the bell; the last 100.</summary>
    public ImmutableList<RingBurst> Rings => Volatile.Read(ref _rings);

    /// <summary>
    /// The display: name and number as <c>NAME &lt;NUMBER&gt;</c>, or the one of them that came; else empty. In a talk it shows who
    /// else calls.
    /// </summary>
    public string CallerId => Volatile.Read(ref _callerId);

    /// <summary>Part of what comes down the line that goes up again, as in a hybrid that does not match: 0 to 1.</summary>
    public double Echo
    {
        get => Volatile.Read(ref _echo);
        set => Volatile.Write(ref _echo, value);
    }

    public void Lift()
    {
        lock (_gate)
        {
            if (!_lifted)
            {
                _hand.Drop();
                _hand.Then(() => Hook(lifted: true), DialToneTime);
            }
        }
    }

    /// <summary>At once: whatever else the hand was at is given up.</summary>
    public void HangUp()
    {
        lock (_gate)
        {
            _hand.Drop();
            _keys.Clear();
            Hook(lifted: false);
        }
    }

    /// <summary>Presses the hook for a moment. Nothing while the receiver is on it.</summary>
    public void Flash() => Flash(FlashTime);

    public void Flash(TimeSpan length)
    {
        lock (_gate)
        {
            if (_lifted)
            {
                _hand.Then(() => Contact(open: true), length);
                _hand.Then(() => Contact(open: false), DialToneTime);
            }
        }
    }

    /// <summary>Presses keys, one after the other. With the receiver on the hook they do nothing.</summary>
    /// <param name="keys">Of <see cref="KeyTones.Keys"/>.</param>
    public void Press(string keys)
    {
        lock (_gate)
        {
            foreach (char key in keys)
            {
                _hand.Then(() => _keys.Press(key), KeyTones.KeyTime);
            }
        }
    }

    /// <summary>Turns the dial: each digit as breaks of the loop, ten for 0.</summary>
    public void Dial(string digits) => Dial(digits, RotaryDial.Ordinary);

    public void Dial(string digits, RotaryDial dial)
    {
        lock (_gate)
        {
            foreach (char digit in digits)
            {
                int pulses = digit == '0' ? 10 : digit - '0';
                for (int pulse = 0; pulse < pulses; pulse++)
                {
                    _hand.Then(() => Contact(open: true), dial.Break);
                    _hand.Then(() => Contact(open: false), dial.Make);
                }

                _hand.Then(static () => { }, dial.Pause);
            }
        }
    }

    /// <summary>One thread at a time: queues what is said into the microphone, 16 s at most.</summary>
    /// <returns>How many samples were taken.</returns>
    public int Say(ReadOnlySpan<short> samples) => _microphone.Write(samples);

    /// <summary>Hears the earpiece: silence while the receiver is on the hook. Any thread.</summary>
    /// <returns>To be disposed of when no more is wanted.</returns>
    public IDisposable Listen(Listener ear) => Join(ref _ears, ear, this, static p => ref p._ears);

    /// <summary>Hears the line, on hook too, where caller ID is sent. Any thread.</summary>
    public IDisposable Tap(Listener tap) => Join(ref _taps, tap, this, static p => ref p._taps);

    public void Exchange(ReadOnlySpan<short> heard, Span<short> said)
    {
        said.Clear();
        bool talking = Volatile.Read(ref _talking) && _module.HasBattery;
        bool fed = _module.HasBattery && !Volatile.Read(ref _broken);
        bool muted = _waiting.IsMuted;
        TakeMicrophone(said, talking && !muted);
        _keys.AddTo(said);
        if (!talking)
        {
            said.Clear();
        }

        double echo = talking ? Echo : 0;
        for (int i = 0; echo != 0 && i < said.Length; i++)
        {
            said[i] = (short)
                Math.Clamp(said[i] + (echo * heard[i]), short.MinValue, short.MaxValue);
        }

        ReadOnlySpan<short> silence = _silence.AsSpan(0, heard.Length);
        ReadOnlySpan<short> line = fed ? heard : silence;
        Tell(_taps, line);
        Tell(_ears, talking && !muted ? heard : silence);
        if (Read(line, talking) is { } shown)
        {
            Show(shown);
        }
    }

    public void Dispose()
    {
        _hand.Dispose();
        _blank.Dispose();
    }

    private string? Read(ReadOnlySpan<short> line, bool talking)
    {
        if (talking)
        {
            return _waiting.Hear(line);
        }

        _waiting.Reset();
        return IsLifted ? null : _display.Hear(line);
    }

    private void Hook(bool lifted)
    {
        if (lifted == _lifted)
        {
            return;
        }

        Volatile.Write(ref _lifted, lifted);
        if (lifted)
        {
            EndBurst();
        }
        else
        {
            Volatile.Write(ref _hungUpAt, _clock.GetTimestamp());
            _blank.Change(DisplayTime, Timeout.InfiniteTimeSpan);
        }

        Contact(open: false);
        Changed?.Invoke();
    }

    // The hook's contact and the dial's are in series.
    private void Contact(bool open)
    {
        Volatile.Write(ref _broken, open);
        Volatile.Write(ref _talking, _lifted && !open);
        _module.SetLoop(_lifted && !open);
    }

    private void RingingChanged(int hertz)
    {
        Volatile.Write(ref _current, hertz);
        if (_lifted)
        {
            return;
        }

        EndBurst();
        if (hertz != 0)
        {
            ImmutableList<RingBurst> rings = Rings.Add(
                new RingBurst(_clock.GetTimestamp(), 0, hertz)
            );
            Volatile.Write(ref _rings, rings.Count > 100 ? rings.RemoveAt(0) : rings);
            _blank.Change(DisplayTime, Timeout.InfiniteTimeSpan);
        }

        Changed?.Invoke();
    }

    private void EndBurst()
    {
        if (Rings is [.., { To: 0 } last] rings)
        {
            Volatile.Write(
                ref _rings,
                rings.SetItem(rings.Count - 1, last with { To = _clock.GetTimestamp() })
            );
        }
    }

    private void Show(string shown)
    {
        lock (_gate)
        {
            // Whoever talks may look for as long as he talks.
            if (shown.Length == 0 && _lifted)
            {
                return;
            }

            Volatile.Write(ref _callerId, shown);
            if (shown.Length != 0)
            {
                _blank.Change(DisplayTime, Timeout.InfiniteTimeSpan);
            }

            Changed?.Invoke();
        }
    }

    private void TakeMicrophone(Span<short> said, bool talking)
    {
        if (!talking)
        {
            // Spoken into a telephone that nobody holds.
            _microphone.Skip(_microphone.Count);
            _primed = false;
            return;
        }

        _primed |= _microphone.Count >= MicrophoneDepth;
        if (_primed && _microphone.Read(said) < said.Length)
        {
            _primed = false;
        }
    }

    private static void Tell(ImmutableArray<Listener> listeners, ReadOnlySpan<short> samples)
    {
        foreach (Listener listener in listeners)
        {
            listener(samples);
        }
    }

    private delegate ref ImmutableArray<Listener> Place(AnalogTelephone phone);

    private static Membership Join(
        ref ImmutableArray<Listener> listeners,
        Listener listener,
        AnalogTelephone phone,
        Place place
    )
    {
        ImmutableInterlocked.Update(ref listeners, static (all, l) => all.Add(l), listener);
        return new Membership(phone, place, listener);
    }

    private sealed class Membership(AnalogTelephone phone, Place place, Listener listener)
        : IDisposable
    {
        public void Dispose() =>
            ImmutableInterlocked.Update(
                ref place(phone),
                static (all, l) => all.Remove(l),
                listener
            );
    }
}
