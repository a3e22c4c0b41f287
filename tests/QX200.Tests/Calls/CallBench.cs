using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QX200.Board;
using QX200.Calls;
using QX200.Lines;
using QX200.Media;
using QX200.Media.Analog;
using QX200.Media.Engine;
using QX200.Media.HoldMusic;
using QX200.Media.Prompts;
using QX200.Records;
using QX200.Runtime;
using QX200.Settings;
using QX200.Sip;
using QX200.Sip.Auth;
using QX200.Sip.Dialogs;
using QX200.Sip.Transport;
using QX200.Stations;
using QX200.Status;
using QX200.Tests.Media.Engine;
using QX200.Tests.Settings;
using QX200.Tests.Sip;
using QX200.Tests.Watchers;
using QX200.Watchers;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>
/// The whole exchange inside one test, joined as the appliance joins it: only the network, the sockets of the sound,
/// the clock and the disk thread are turned by hand.
/// </summary>
internal sealed class CallBench : IDisposable, ISipNames
{
    public const string Host = "192.0.2.1";

    public const string Standard = """
        [extension:101]
        name = Ann
        secret = s101
        [extension:102]
        name = Bob
        secret = s102
        [extension:103]
        name = Carol
        secret = s103
        [extension:104]
        secret = s104
        [extension:77]
        type = park
        retrieve-timeout = 1m
        [extension:78]
        type = park
        retrieve-timeout = 1m
        """;

    /// <summary>How long <see cref="Listen"/> takes.</summary>
    public const double ListenSeconds = 0.16;

    private const string Quiet = "[line]\necho-cancel = no\n[sip]\ncontact-check = 0s\n";

    /// <summary>Encoding a prompt takes milliseconds: all tests share what has been encoded.</summary>
    private static readonly Voice English = new();

    private readonly TemporaryFolder _folder = new();
    private readonly SignalLoop _loop;
    private readonly MemoryTransport _wire;
    private readonly FakePorts _ports;
    private readonly DiskQueue _disk;
    private readonly Extensions _extensions;
    private readonly List<Telephone> _telephones = [];
    private readonly MusicShelf _shelf;
    private readonly BoxSettings _settings;
    private bool _atOnce;

    /// <param name="ports">The box's own lines on the bench's clock; null: desk telephones where an extension has one of them.</param>
    /// <param name="sounds">Null: sounds that one octet tells apart.</param>
    public CallBench(
        string extensions = Standard,
        string system = "",
        string trunks = "",
        ILogger? log = null,
        Func<TimeProvider, IReadOnlyList<IFxsPort>>? ports = null,
        SoundLibrary? sounds = null
    )
    {
        BoxSettings settings = Read.Texts(Quiet + system, extensions, trunks).Settings;
        _loop = new SignalLoop(Network.Clock, new Rethrow());
        _wire = Network.Join(_loop, $"{Host}:5060");
        _disk = new DiskQueue(Network.Clock, NullLogger<DiskQueue>.Instance);
        Stack = new SipStack(
            _loop,
            new SipStackOptions(),
            NullLoggerFactory.Instance,
            _wire,
            names: this
        );
        Agent = new SipUserAgent(Stack);
        _ports = new FakePorts(Network.Clock);
        Tones = sounds ??= Sounds.Library();
        bool hasLines =
            ports is null
            && settings
                .Extensions.OfType<UserExtensionSettings>()
                .Any(static e => e.Line != ExtensionLine.Sip);
        DeskPhone[] desks = hasLines
            ? [new DeskPhone(this, 1, mark: 0x21), new DeskPhone(this, 2, mark: 0x22)]
            : [];
        IReadOnlyList<IFxsPort> lines = ports?.Invoke(Network.Clock) ?? desks;
        Media = new MediaEngine(
            new MediaOptions
            {
                PortMin = 10_000,
                PortMax = 10_199,
                Capacity = 100,
            },
            sounds,
            _loop,
            _ports,
            [.. lines.Select(static l => new BoardVoice(l.Voice))]
        );
        _extensions = new Extensions(settings);
        var digest = new DigestServer("qx200", Network.Clock);
        Registrar = new Registrar(Stack, _extensions, digest, NullLogger.Instance);
        Accounts = new Accounts(Stack, Registrar.Counters, NullLogger.Instance);
        Legs = new LegTable();
        Media.User = Legs;
        var records = new RecordLog(_folder.In("records"), _disk, NullLogger<RecordLog>.Instance);
        _shelf = new MusicShelf(_folder.In("music"), sounds);
        Board = new Switchboard(
            new Equipment(_loop, Stack, Agent, Media, Legs, Codecs, log ?? NullLogger.Instance),
            Registrar,
            Accounts,
            new Ledger(records, Network.Clock),
            new Phrases(English, _shelf, sounds),
            settings
        );
        Desks = desks;
        if (lines.Count > 0)
        {
            Lines = [.. lines.Select(l => new AnalogLine(l, _loop, NullLogger.Instance))];
            Board.Phones = new AnalogPhones(Board, Lines);
        }

        Board.Overview = new Overview(Board, Registrar, Status);
        var callers = new Callers(_extensions, Registrar, Accounts, digest, NullLogger.Instance);
        Watchers = new WatchDesk(Agent, Status, NullLogger.Instance);
        Agent.Owner = new FrontDesk(Board, Registrar, callers, Watchers);
        Stack.Start();
        _settings = settings;
    }

    public MemoryNetwork Network { get; } = new();

    public SipStack Stack { get; }

    public SipUserAgent Agent { get; }

    public MediaEngine Media { get; }

    /// <summary>Sounds that can be told apart by one octet, until a test has it use a country's tones.</summary>
    public SoundLibrary Tones { get; }

    public Registrar Registrar { get; }

    public Accounts Accounts { get; }

    public LegTable Legs { get; }

    public Switchboard Board { get; }

    public StatusBoard Status { get; } = new();

    public WatchDesk Watchers { get; }

    /// <summary>The telephones at the box's own lines, where an extension has one of these.</summary>
    public DeskPhone[] Desks { get; }

    public AnalogLine[] Lines { get; } = [];

    public SipPeer Udp => SipPeer.FromEndPoint(SipTransport.Udp, _wire.LocalEndPoint);

    /// <summary>A registered telephone; several may share a number.</summary>
    public Telephone Phone(string number, Action<Telephone>? setup = null)
    {
        Telephone phone = Unregistered(number, setup);
        Assert.Equal(200, phone.Register());
        return phone;
    }

    public Telephone Unregistered(string number, Action<Telephone>? setup = null)
    {
        var phone = new Telephone(this, number, $"192.0.2.{10 + _telephones.Count}");
        setup?.Invoke(phone);
        _telephones.Add(phone);
        return phone;
    }

    /// <summary>One calls the other, who answers: the caller's end and the called one's.</summary>
    public (PhoneCall Caller, PhoneCall Called) Talk(Telephone caller, Telephone called)
    {
        PhoneCall outbound = caller.Call(called.Number);
        PhoneCall inbound = called.Latest;
        inbound.Answer();
        Assert.True(outbound.IsUp, $"the call was answered with {outbound.Status}");
        return (outbound, inbound);
    }

    /// <summary>What several telephones do at the same moment: nothing arrives before all have done it.</summary>
    public void Together(params Action[] deeds)
    {
        _atOnce = true;
        foreach (Action deed in deeds)
        {
            deed();
        }

        _atOnce = false;
        Settle();
    }

    public void Settle()
    {
        if (!_atOnce)
        {
            Network.Settle();
        }
    }

    /// <summary>Time passes, and the media engine has its turns in it.</summary>
    public void Pass(TimeSpan time) =>
        Pass(time, TimeSpan.FromMilliseconds(time > TimeSpan.FromSeconds(10) ? 200 : 20));

    /// <param name="step">How far the clock is turned at a time.</param>
    public void Pass(TimeSpan time, TimeSpan step)
    {
        while (time > TimeSpan.Zero)
        {
            Media.Pump.RunCommands();
            Network.Advance(time < step ? time : step);
            Media.Pump.RunCommands();
            Media.Pump.RunTicks(Media.Pump.Now);
            Network.Settle();
            Deliver();
            time -= step;
        }

        _disk.RunPending();
    }

    public void Pass(double seconds) => Pass(TimeSpan.FromSeconds(seconds));

    /// <summary>
    /// Time passes quickly: no telephone hears anything, and the media engine has few turns, none where nobody is
    /// being told something. It cares for its own lateness. Analog telephones are as good as unplugged.
    /// </summary>
    public void Skip(TimeSpan time)
    {
        _ports.CountOnly = true;
        IsSkipping = true;
        while (time > TimeSpan.Zero)
        {
            bool isSaying = Legs.All.Any(static leg => leg.Saying != 0);
            TimeSpan step = TimeSpan.FromSeconds(isSaying ? 0.2 : 5);
            step = time < step ? time : step;
            Media.Pump.RunCommands();
            Network.Advance(step);
            Media.Pump.RunCommands();
            Media.Pump.RunTicks(Media.Pump.Now);
            Network.Settle();
            time -= step;
        }

        _ports.CountOnly = false;
        IsSkipping = false;
        foreach (VoiceLine line in Media.VoiceLines)
        {
            // Else it would be tried again within a second.
            line.Turn();
        }

        _disk.RunPending();
    }

    /// <summary>Time passes by <see cref="Skip"/>.</summary>
    public bool IsSkipping { get; private set; }

    /// <summary>All telephones send sound for a moment; afterwards each call knows what it <see cref="PhoneCall.Hears"/>.</summary>
    public void Listen()
    {
        foreach (PhoneCall call in OpenCalls)
        {
            call.Sound.Forget();
        }

        for (double left = ListenSeconds; left > 0.01; left -= 0.02)
        {
            foreach (PhoneCall call in OpenCalls)
            {
                call.Sound.Talk();
            }

            Pass(0.02);
        }
    }

    /// <summary>A datagram of sound comes in from a telephone.</summary>
    public void Arrive(int port, Span<byte> datagram, IPEndPoint from)
    {
        Media.Pump.RunCommands();
        if (_ports.Bound.Contains(port))
        {
            _ports.Deliver(
                Media.Pump,
                port,
                datagram,
                QX200.Media.Engine.Native.PeerAddress.From(from)
            );
        }
    }

    /// <summary>What a mark in the sound stands for: the number of the extension that makes it.</summary>
    public string? SpeakerOf(byte mark) =>
        _telephones
            .SelectMany(static t => t.Calls)
            .FirstOrDefault(c => c.Sound.Mark == mark)
            ?.Phone.Number
        ?? Desks
            .FirstOrDefault(d => d.Mark == mark)
            ?.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>New settings, as a reload brings them.</summary>
    public void Use(string extensions, string system = "", string trunks = "")
    {
        string music = _folder.In("music");
        BoxSettings settings = Read.Texts(
            Quiet + system,
            extensions,
            trunks,
            musicFolder: music
        ).Settings;
        _loop.Post(_ => Take(settings), null);
        Network.Settle();
    }

    /// <summary>A WAV file of its own lies in DIR/music, with words instead of music.</summary>
    public void AddMusic(string file)
    {
        Directory.CreateDirectory(_folder.In("music"));
        File.WriteAllBytes(
            Path.Combine(_folder.In("music"), file),
            Embedded.Read("prompts/en/goodbye.wav")
        );
        Assert.Null(_shelf.Prepare(file));
    }

    /// <summary>Nothing can be written to DIR/records, until <see cref="MendDisk"/>.</summary>
    public void BreakDisk() => _folder.Write("records", "a file where the folder should be");

    public void MendDisk() => File.Delete(_folder.In("records"));

    /// <summary>The accounts register, now that a test has put up their servers.</summary>
    public void StartAccounts()
    {
        _loop.Post(_ => Accounts.Use(_settings), null);
        Network.Settle();
    }

    /// <summary>The exchange stops, as at SIGTERM.</summary>
    public void Stop()
    {
        _loop.Post(
            _ =>
            {
                Board.Stop();
                Watchers.Stop();
            },
            null
        );
        Network.Settle();
    }

    /// <summary>The records of parked calls: <c>77: 102 by 101, retrieved by 103</c>.</summary>
    public string[] ParkRecords() => [.. Records("park").Select(ParkLine)];

    /// <summary>The records of calls: <c>101 to 102, answered</c>.</summary>
    public string[] CallRecords() =>
        [
            .. Records("call")
                .Select(r => $"{Text(r, "from")} to {Text(r, "to")}, {Text(r, "outcome")}"),
        ];

    /// <summary>Who waits where: <c>77: 102 by 101</c>.</summary>
    public string[] Parked()
    {
        Network.Settle();
        return
        [
            .. Board
                .Calls.Where(c => c.Stay is not null)
                .Select(c => $"{c.Stay!.Slot}: {c.Party.Identity.Number} by {c.Stay.Parker}")
                .Order(),
        ];
    }

    /// <summary>
    /// Telephones and exchange agree on which calls there are, and each leg is the business of somebody who knows it.
    /// </summary>
    /// <param name="telephonesAgree">Nothing is under way on the network: telephones and exchange have the same calls.</param>
    public void AssertNobodyIsLost(bool telephonesAgree = true)
    {
        if (telephonesAgree)
        {
            Assert.Equal(OpenCalls.Length, Legs.Count);
        }

        foreach (QX200.Calls.Leg leg in Legs.All)
        {
            bool isKnown = leg.Owner switch
            {
                Call call => call.State != CallState.Ended
                    && (ReferenceEquals(call.Party, leg) || ReferenceEquals(call.Peer, leg)),
                RingGroup group => group.Ringing.Contains(leg)
                    && (group.Owner is not Call owner || ReferenceEquals(owner.Targets, group)),
                PasswordEntry or DialTone or EndTone => true,
                _ => Notice.Holds(leg),
            };
            Assert.True(isKnown, $"a leg of {leg.Identity.Number} is nobody's business");
        }

        Assert.All(
            Board.Calls.Where(static c => c.Stay is not null),
            static call => Assert.True(call.State is CallState.Parked or CallState.Returning)
        );
        Assert.All(
            Board.Calls.Where(static c => c.Stay is null),
            static call => Assert.False(call.State is CallState.Parked or CallState.Returning)
        );
    }

    /// <summary>Everyone hangs up and all timers have their time: nothing may be left.</summary>
    public void AssertNothingLeft()
    {
        foreach (PhoneCall call in OpenCalls)
        {
            call.Hangup();
        }

        foreach (PhoneLamp lamp in _telephones.SelectMany(static t => t.Lamps))
        {
            if (lamp.IsOn)
            {
                lamp.Unsubscribe();
            }
        }

        foreach (DeskPhone desk in Desks.Where(static d => d.IsLifted))
        {
            desk.HangUp();
        }

        Accounts.Stop();
        Pass(70);
        Assert.Empty(Board.Calls);
        Assert.Equal((0, 0), (Agent.SessionCount, Agent.SubscriptionCount));
        Assert.Equal(0, Watchers.Count);
        Assert.Equal(0, Stack.Alive.All);
        Assert.Equal((0, 0), (Media.OpenStreams, Legs.Count));
        Assert.Empty(_ports.Bound);
        for (int slot = 0; slot < Board.Lot.Slots.Count; slot++)
        {
            Assert.True(Board.Lot.Slots.Read(slot).IsFree, $"slot {slot} is still taken");
        }

        // Each binding has the timer of its end; all others are ours to disarm.
        Assert.Equal(Registrar.Count, _loop.Timers.Count);
        Assert.Equal(0, Stack.MessagesAlive);
        Assert.DoesNotContain(OpenCalls, static call => call.IsUp || call.IsRinging);
    }

    public void Dispose()
    {
        _disk.Dispose();
        _loop.Dispose();
        _folder.Dispose();
    }

    Task<IPAddress[]> ISipNames.FindAsync(string host) => Task.FromResult<IPAddress[]>([]);

    /// <summary>All calls at all telephones that are not over.</summary>
    public PhoneCall[] OpenCalls =>
        [.. _telephones.SelectMany(static t => t.Calls).Where(static c => !c.IsOver)];

    private IReadOnlyList<Codec> Codecs() =>
        CodecChoice.Offered(Board.Settings.System.Media.Codecs);

    private void Take(BoxSettings settings)
    {
        _extensions.Take(settings);
        Registrar.SettingsChanged();
        Board.Use(settings);
    }

    private void Deliver()
    {
        foreach (Sent sent in _ports.Sent)
        {
            foreach (Telephone phone in _telephones)
            {
                phone.TakeSound(sent);
            }
        }

        _ports.Sent.Clear();
    }

    private List<JsonElement> Records(string kind)
    {
        _disk.RunPending();
        Pass(1);
        var records = new List<JsonElement>();
        string folder = _folder.In("records");
        foreach (string file in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            foreach (string line in File.ReadAllLines(file))
            {
                using JsonDocument record = JsonDocument.Parse(line);
                if (Text(record.RootElement, "kind") == kind)
                {
                    records.Add(record.RootElement.Clone());
                }
            }
        }

        return records;
    }

    private static string ParkLine(JsonElement record)
    {
        string by = record.TryGetProperty("by", out JsonElement who) ? $" by {who}" : "";
        return $"{Text(record, "slot")}: {Text(record, "party")} by {Text(record, "parker")}, {Text(record, "outcome")}{by}";
    }

    private static string Text(JsonElement record, string name) =>
        record.GetProperty(name).GetString()!;
}
