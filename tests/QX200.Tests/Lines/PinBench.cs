using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using QX200.Board;
using QX200.Board.Simulated;
using QX200.Lines;
using QX200.Media;
using QX200.Media.Codecs;
using QX200.Media.Tones;
using QX200.Panel;
using QX200.Runtime;
using QX200.Tests.Calls;
using QX200.Tests.Media.Codecs;
using Xunit;

namespace QX200.Tests.Lines;

/// <summary>The level of an output, as seen by the part at its far end, from <paramref name="At"/> on.</summary>
/// <param name="At">Milliseconds.</param>
internal readonly record struct PinEdge(double At, bool High);

/// <summary>
/// The whole exchange on a simulated board, on a clock that is turned by the millisecond: touched at SHK and the button,
/// seen at RM, F/R, PD and the lamps, heard at the voice ports, which have the real tones.
/// </summary>
internal sealed class PinBench : IPanelRequests, IDisposable
{
    /// <summary>11 and 20 hang on the ports: 20 is dialled by two pulses and by ten.</summary>
    public const string Extensions = """
        [extension:101]
        name = Ann
        secret = s101
        [extension:102]
        name = Bob
        secret = s102
        [extension:11]
        name = Desk 1
        line = fxs1
        [extension:20]
        name = Desk 2
        line = fxs2
        [extension:77]
        type = park
        name = Park 77
        retrieve-timeout = 10s

        """;

    private const int MusicHertz = 1000;

    private static readonly ConcurrentDictionary<string, SoundLibrary> Libraries = new();

    private readonly Dictionary<int, List<PinEdge>> _edges = [];
    private readonly List<short>[] _lines =
    [
        [],
        [],
    ];
    private readonly SignalLoop _panelLoop;
    private readonly long _begun;

    public PinBench(string line = "country = us\necho-cancel = no", string more = "")
    {
        string country = line.Split('\n')[0].Split(' ')[^1];
        Country = Country.Find(country)!;
        Calls = new CallBench(
            Extensions + more,
            $"[line]\n{line}\n",
            ports: clock => (Hardware = new SimulatedBoard(clock)).Ports,
            sounds: Libraries.GetOrAdd(country, static code => Library(Country.Find(code)!))
        );
        _begun = Clock.GetTimestamp();
        Action<int, bool> parts = Hardware!.Chip.OutputChanged!;
        Hardware.Chip.OutputChanged = (pin, high) =>
        {
            Of(pin).Add(new PinEdge(Now, high));
            parts(pin, high);
        };
        Hardware.Telephones[0].Tap(samples => _lines[0].AddRange(samples));
        Hardware.Telephones[1].Tap(samples => _lines[1].AddRange(samples));
        _panelLoop = new SignalLoop(Clock, new Rethrow(), capacity: 1024);
        Calls.Network.Join(_panelLoop, "192.0.2.250:5060");
        Panel = new FrontPanel(
            Hardware,
            _panelLoop,
            this,
            () => HasNetwork ? IPAddress.Loopback : null,
            NullLogger.Instance
        );
        Calls.Status.Subscribe(Panel.Show);
        Hardware.Start();
        Panel.Start();
        Panel.Show(BoxCondition.Running);
        Wait(10);
    }

    public CallBench Calls { get; }

    public SimulatedBoard Hardware { get; private set; }

    public FrontPanel Panel { get; }

    public bool HasNetwork { get; set; } = true;

    public Country Country { get; }

    /// <summary>A wire is broken, so that modules may have come to what their data sheet forbids.</summary>
    public bool HasBrokenWire { get; set; }

    /// <summary>What the button asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Milliseconds since the beginning.</summary>
    public double Now => Clock.GetElapsedTime(_begun).TotalMilliseconds;

    private TimeProvider Clock => Calls.Network.Clock;

    public static WiredPin RingMode(int port) => Wiring.Ports[port - 1].RingMode;

    public static WiredPin ForwardReverse(int port) => Wiring.Ports[port - 1].ForwardReverse;

    public static WiredPin PowerDown(int port) => Wiring.Ports[port - 1].PowerDown;

    public static WiredPin LampOf(int port) =>
        Wiring.Lamps[(int)(port == 1 ? Lamp.Line1 : Lamp.Line2)];

    /// <summary>All changes of an output that its part has seen.</summary>
    public List<PinEdge> Edges(WiredPin pin) => Of(pin.Offset);

    /// <summary>The same since then.</summary>
    public PinEdge[] Edges(WiredPin pin, double since) =>
        [.. Edges(pin).SkipWhile(e => e.At < since)];

    public bool IsHigh(WiredPin pin) => Hardware.Chip.FarLevel(pin.Offset);

    /// <summary>Time passes, in steps of so many milliseconds: what is due sees the end of its step.</summary>
    public void Wait(double milliseconds, double step = 1) =>
        Calls.Pass(TimeSpan.FromMilliseconds(milliseconds), TimeSpan.FromMilliseconds(step));

    /// <summary>The loop of a port is closed or open for so long. Without time: from now on.</summary>
    public void Loop(int port, bool closed, double milliseconds = 0)
    {
        Hardware.Modules[port - 1].SetLoop(closed);
        Wait(milliseconds);
    }

    /// <summary>Pulses at port 1, and then a pause that ends the digit.</summary>
    public void Pulse(int pulses, double open = 60, double closed = 40)
    {
        for (int i = 0; i < pulses; i++)
        {
            Loop(1, closed: false, open);
            Loop(1, closed: true, closed);
        }

        Wait(400);
    }

    /// <summary>Ann, a SIP telephone, calls port 1, where the loop is closed.</summary>
    public PhoneCall TalkWithAnn()
    {
        PhoneCall call = Calls.Phone("101").Call("11");
        Wait(500);
        Loop(1, closed: true, 600);
        Assert.True(call.IsUp);
        return call;
    }

    /// <summary>The last of what came down the line of a port.</summary>
    public short[] Heard(int port, double milliseconds = 200) =>
        [.. _lines[port - 1].TakeLast((int)(8 * milliseconds))];

    /// <summary>What came down the line of a port from one time to another.</summary>
    public short[] Heard(int port, double from, double to) =>
        [.. _lines[port - 1].Skip((int)(8 * from)).Take((int)(8 * (to - from)))];

    public bool HearsSilence(int port) => Waves.Rms(Heard(port)) < 30;

    /// <summary>Nothing but these frequencies together has sounded for 200 ms.</summary>
    public bool Hears(int port, params IEnumerable<int> hertz) => IsOf(Heard(port), hertz);

    /// <summary>The dial tone has sounded within the last 0.4 s: in Italy it pauses.</summary>
    public bool HearsDialTone(int port) =>
        Heard(port, 400).Chunk(800).Any(part => IsOf(part, Country.Tones.Dial.Parts[0].Hertz));

    public bool HearsMusic(int port) => Hears(port, MusicHertz);

    public static bool IsOf(short[] sound, params IEnumerable<int> hertz) =>
        Waves.Rms(sound) > 300 && hertz.Sum(h => Waves.Purity(sound, h, 8000)) > 0.9;

    /// <summary>Lengths of ringing mode and of its absence by turns, in milliseconds, from the first ring on.</summary>
    public double[] Cadence(int port)
    {
        List<PinEdge> edges = Edges(RingMode(port));
        return [.. edges.Zip(edges.Skip(1), static (a, b) => Math.Round(b.At - a.At, 3))];
    }

    void IPanelRequests.SpeakAddress(IPAddress address) => Asked.Add("speak");

    void IPanelRequests.AcceptUpdate() => Asked.Add("update");

    void IPanelRequests.Restart() => Asked.Add("restart");

    void IPanelRequests.RestoreFactorySettings() => Asked.Add("factory");

    /// <summary>Both receivers are put down, and nothing is left of any call.</summary>
    public void AssertNothingLeft()
    {
        Loop(1, closed: false);
        Loop(2, closed: false, 1500);
        Calls.AssertNothingLeft();
        Assert.All(
            (WiredPin[])[RingMode(1), RingMode(2), PowerDown(1), PowerDown(2)],
            pin => Assert.False(IsHigh(pin))
        );
        Assert.True(IsHigh(ForwardReverse(1)) && IsHigh(ForwardReverse(2)));
    }

    public void Dispose()
    {
        Hardware.Dispose();
        Calls.Dispose();
        _panelLoop.Dispose();
        if (!HasBrokenWire && TestContext.Current.TestState?.Result != TestResult.Failed)
        {
            // Nothing was done to a module that its data sheet forbids.
            Assert.Empty(Hardware.Modules.SelectMany(static m => m.Complaints));
        }
    }

    private static SoundLibrary Library(Country country)
    {
        var library = new SoundLibrary(
            [SoundEncoder.Loop(Waves.Sine(MusicHertz, SoundEncoder.SampleRate, 1000))],
            new Dictionary<ToneId, Sound>()
        );
        library.Use(country.Tones);
        return library;
    }

    private List<PinEdge> Of(int pin)
    {
        if (!_edges.TryGetValue(pin, out List<PinEdge>? edges))
        {
            _edges[pin] = edges = [];
        }

        return edges;
    }
}
