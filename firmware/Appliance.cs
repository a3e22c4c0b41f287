using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using QX200.Board;
using QX200.Board.Simulated;
using QX200.Calls;
using QX200.Lines;
using QX200.Media;
using QX200.Media.Codecs;
using QX200.Media.Engine;
using QX200.Media.HoldMusic;
using QX200.Media.Prompts;
using QX200.Panel;
using QX200.Records;
using QX200.Runtime;
using QX200.Settings;
using QX200.Sip;
using QX200.Sip.Auth;
using QX200.Sip.Dialogs;
using QX200.Sip.Messages;
using QX200.Sip.Transport;
using QX200.Stations;
using QX200.Status;
using QX200.Watchers;
using QX200.Web;
using QX200.Web.Access;

namespace QX200;

/// <summary>
/// The composition root: makes every room, joins them, runs them until SIGTERM and takes them down in order. The only
/// file that sees all of them.
/// </summary>
internal sealed partial class Appliance : IDisposable
{
    /// <summary>The user name that telephones show when they ask for a password, and that digests are bound to.</summary>
    private const string Realm = "qx200";

    /// <summary>SIGUSR1 on Linux: print what is in use.</summary>
    private const PosixSignal PrintCounters = (PosixSignal)10;

    private readonly LoggerFactory _log;
    private readonly SettingsFolder _folder;
    private readonly BoxCertificate _certificate;
    private readonly SignalLoop _loop;
    private readonly DiskQueue _disk;
    private readonly SipStack _sip;
    private readonly SipUserAgent _agent;
    private readonly SoundLibrary _sounds;
    private readonly MediaEngine _media;
    private readonly MusicShelf _shelf;
    private readonly Extensions _extensions;
    private readonly DigestServer _digest;
    private readonly Registrar _registrar;
    private readonly Accounts _accounts;
    private readonly BindingStore _bindings;
    private readonly Voice _voice;
    private readonly Phrases _phrases;
    private readonly Switchboard _board;
    private readonly Overview _overview;
    private readonly SettingsStore _store;
    private readonly StatusBoard _status = new();
    private readonly WebHost _web;
    private readonly WatchDesk _watchers;
    private readonly StateFile _watches;
    private readonly ServiceDuties _duties;
    private readonly SettingsWatch _watch;
    private readonly CancellationTokenSource _stopLoop = new();
    private readonly ManualResetEventSlim _stopAsked = new();
    private readonly Task _soundsReady;

    private Appliance(
        SettingsFolder folder,
        SettingsStart start,
        IBoard hardware,
        LoggerFactory log,
        LogTail tail
    )
    {
        BoxSettings settings = start.Read.Settings;
        _folder = folder;
        _log = log;
        _certificate = new BoxCertificate(
            folder,
            TimeProvider.System,
            log.CreateLogger<BoxCertificate>()
        );
        _loop = new SignalLoop(TimeProvider.System, log.CreateLogger<SignalLoop>());
        _disk = new DiskQueue(TimeProvider.System, log.CreateLogger<DiskQueue>());
        _sip = new SipStack(_loop, SipOptions(settings, _certificate), log);
        _sip.UseNameServers(settings.System.Sip.DnsServers);
        _agent = new SipUserAgent(_sip);
        _sounds = SoundLibrary.BuiltIn(CountryOf(settings).Tones, out _soundsReady);
        _media = new MediaEngine(
            MediaOptions(settings),
            _sounds,
            _loop,
            log,
            [.. hardware.Ports.Select(static port => new BoardVoice(port.Voice))]
        );
        _shelf = new MusicShelf(folder.MusicFolder, _sounds);
        _extensions = new Extensions(settings);
        _digest = new DigestServer(Realm, TimeProvider.System)
        {
            OffersSha256 = settings.System.Sip.OffersSha256,
        };
        _registrar = new Registrar(_sip, _extensions, _digest, log.CreateLogger<Registrar>());
        _accounts = new Accounts(_sip, _registrar.Counters, log.CreateLogger<Accounts>());
        _bindings = new BindingStore(_registrar, _disk, folder, log.CreateLogger<BindingStore>());
        var legs = new LegTable();
        _media.User = legs;
        _voice = new Voice(settings.System.Media.Language);
        _phrases = new Phrases(_voice, _shelf, _sounds);
        var records = new RecordLog(
            Path.Combine(folder.Path, "records"),
            _disk,
            log.CreateLogger<RecordLog>()
        );
        _board = new Switchboard(
            new Equipment(
                _loop,
                _sip,
                _agent,
                _media,
                legs,
                Codecs,
                log.CreateLogger<Switchboard>()
            ),
            _registrar,
            _accounts,
            new Ledger(records, TimeProvider.System),
            _phrases,
            settings
        );
        _overview = new Overview(_board, _registrar, _status);
        _board.Overview = _overview;
        _board.Phones = new AnalogPhones(
            _board,
            hardware.Ports.Select(port => new AnalogLine(
                port,
                _loop,
                log.CreateLogger<AnalogLine>()
            ))
        );
        ILogger watchLog = log.CreateLogger<WatchDesk>();
        _watchers = new WatchDesk(_agent, _status, watchLog);
        _watches = new StateFile(
            Path.Combine(folder.StateFolder, "watches"),
            _loop,
            _disk,
            () => WatchFile.Write(_watchers.Kept()),
            why => WatchLog.NotKept(watchLog, why)
        );
        _accounts.Changed = _board.Changed;
        _registrar.Changed += _board.Changed;
        _sip.RejectedTraffic.Changed = _overview.RejectedSomebody;
        var callers = new Callers(
            _extensions,
            _registrar,
            _accounts,
            _digest,
            log.CreateLogger<Callers>()
        );
        _store = new SettingsStore(folder, start, _loop, Change, log.CreateLogger<SettingsStore>());
        _overview.Notices = () => _store.Notices;
        _store.Subscribe(ShowNotices);
        ShowNotices();
        _agent.Owner = new FrontDesk(_board, _registrar, callers, _watchers);
        _duties = new ServiceDuties(_loop, _sip, _media, log)
        {
            LinesInService = LinesInService,
            UpdateSeen = ShowUpdate,
        };
        _watch = new SettingsWatch(
            folder,
            _store,
            TimeProvider.System,
            log.CreateLogger<SettingsWatch>()
        );
        _web = WebRoom.Make(
            WebOptions(settings),
            new WebRooms
            {
                Folder = folder,
                Store = _store,
                Certificate = _certificate,
                Status = _status,
                Clock = TimeProvider.System,
                Log = log,
                Version = Program.Version,
                Tail = tail,
                Rejected = () => TurnedAway.Counts(_registrar.Counters, _sip.Counters),
                Restart = () => StopFor(Ending.Restart),
                Update = _duties.Desk,
                Lamps = () => _panel!.Shown,
            }
        );
        _hardware = hardware;
        _panelLoop = new SignalLoop(
            TimeProvider.System,
            log.CreateLogger<SignalLoop>(),
            capacity: 1024
        );
        _panel = MakePanel();
        _box = MakeBox();
        if (_box is not null)
        {
            _web.Add(_box.Add);
        }
    }

    /// <summary>Runs the exchange; the program's exit code.</summary>
    public static int Run(CommandLine line)
    {
        using var writer = new LogWriter(Console.Error, TimeProvider.System, LogLevel.Information);
        using var tail = new LogTail(TimeProvider.System);
        using var log = new LoggerFactory([writer, tail]);
        var folder = new SettingsFolder(line.DataFolder);
        if (folder.MakeWhatIsMissing(out _) is { } why)
        {
            return Fail(why);
        }

        SettingsStart start = folder.Start(
            TimeProvider.System.GetUtcNow(),
            () => ServiceDuties.KeepSettings(folder, log)
        );
        if (start.Read.Failure is { } failure)
        {
            return Fail(failure);
        }

        SettingsLog.Start(log.CreateLogger<SettingsStore>(), start);
        IBoard hardware = Hardware.Make(line.Board);
        Ending ending;
        using (var appliance = new Appliance(folder, start, hardware, log, tail))
        {
            try
            {
                appliance.Start(start.Read.Settings);
            }
            catch (Exception fault) when (fault is SipStartException or WebStartException)
            {
                return Fail(fault.Message);
            }

            appliance.RunUntilAsked();
            ending = appliance._ending;
        }

        return After(ending, folder.Path, simulated: hardware is SimulatedBoard);
    }

    public void Dispose()
    {
        StopHardware();
        _watch.Dispose();
        _web.Dispose();
        _store.Dispose();
        _duties.Dispose();
        _disk.Dispose();
        _loop.Dispose();
        _stopLoop.Dispose();
        _stopAsked.Dispose();
    }

    private void Start(BoxSettings settings)
    {
        StartPanel();
        _web.TakePorts();
        _certificate.Prepare();
        _sip.Start();
        _media.Start();
        _disk.Start();
        _bindings.Start();
        _watchers.Restore(WatchFile.Read(_watches.Read() ?? []));
        _watchers.Changed = _watches.Changed;
        _phrases.BoxMusic = settings.System.Media.HoldMusic;
        PrepareMusic(settings);
        _voice.Prepare();
        _soundsReady.Wait();
        if (!G722.IsAvailable)
        {
            ApplianceLog.NoG722(_log.CreateLogger<Appliance>(), G722.Missing);
        }

        _accounts.Use(settings);
        // The first snapshot: registrations that were kept over the restart.
        _loop.Post(static board => ((Switchboard)board!).Changed(), _board);
        _watch.Start();
        _web.Start();
        StartSheet.Print(Console.Out, settings, _sip.LocalEndPoint, _sip.TlsPort, SetUpCode());
    }

    /// <summary>What shows who the owner is until he has set a password for the pages; null once he has.</summary>
    private string? SetUpCode()
    {
        using var password = new WebPassword(_folder);
        try
        {
            return password.IsSet ? null : new FirstStart(_folder).Code();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            ApplianceLog.NoSetUpCode(_log.CreateLogger<Appliance>(), failure.Message);
            return null;
        }
    }

    private void RunUntilAsked()
    {
        using PosixSignalRegistration term = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            Ask
        );
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(
            PosixSignal.SIGINT,
            Ask
        );
        using PosixSignalRegistration counters = PosixSignalRegistration.Create(
            PrintCounters,
            ShowCounters
        );
        StartLines();
        var signal = new Thread(() => _loop.Run(_stopLoop.Token)) { Name = "signal" };
        signal.Start();
        StartSheet.Ready(Console.Out, _sip.LocalEndPoint, _board.Settings.System.Web);
        _duties.Begin(() => _board.Settings, _status);
        _panel.Show(BoxCondition.Running);
        _stopAsked.Wait();
        _duties.Stopping();
        _panel.Show(BoxCondition.Stopping);
        Task webStopped = Task.Run(_web.Stop);
        _store.Flush();
        new Farewell(_loop, _board, _accounts, _watchers, _agent).Say();
        _stopLoop.Cancel();
        signal.Join();
        _bindings.Flush();
        _watches.Flush();
        _sip.Stop();
        _media.Stop();
        webStopped.Wait();
        _disk.Stop(TimeSpan.FromSeconds(1));
    }

    /// <summary>Any thread: the settings' notices go into the next snapshot.</summary>
    private void ShowNotices() =>
        _loop.Post(static overview => ((Overview)overview!).Changed(), _overview);

    private void Ask(PosixSignalContext context)
    {
        context.Cancel = true;
        _stopAsked.Set();
    }

    private void ShowCounters(PosixSignalContext context)
    {
        context.Cancel = true;
        _loop.Post(
            static state =>
            {
                var appliance = (Appliance)state!;
                StatusCounters now = appliance._overview.Counters();
                Console.Error.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""counters {"sessions":{{now.Dialogs}},"transactions":{{now.Transactions}},"ports":{{now.Streams}},"slots":{{appliance._board.ParkedCount}},"calls":{{appliance._board.Calls.Count}},"subscriptions":{{appliance._agent.SubscriptionCount}}}"""
                    )
                );
            },
            this
        );
    }

    private static int Fail(string sentence)
    {
        Console.Error.WriteLine($"qx200: {sentence}");
        return 1;
    }
}
