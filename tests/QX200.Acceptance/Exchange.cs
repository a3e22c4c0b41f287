using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using QX200.Acceptance.Phones;
using Xunit;

namespace QX200.Acceptance;

/// <summary>
/// The published program with settings of the test's own on 127.0.0.1. Ending it checks that SIGTERM ends it, with
/// exit code 0.
/// </summary>
internal sealed class Exchange : IAsyncDisposable
{
    private const int CountersSignal = 10;

    private readonly string? _machine;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private ExternalProgram _program;

    private Exchange(
        string folder,
        int port,
        int tlsPort,
        (int Plain, int Tls) web,
        (int First, int Last) media,
        ExchangeSettings settings
    )
    {
        Folder = folder;
        Port = port;
        WebPorts = web;
        TlsPort = tlsPort;
        MediaPorts = media;
        _machine = settings.Machine;
        _environment = settings.Environment;
        _program = Launch();
    }

    /// <summary>Settings, records and everything else it keeps.</summary>
    public string Folder { get; }

    /// <summary>SIP over UDP and TCP.</summary>
    public int Port { get; }

    /// <summary>Of its pages; 0 where they are off.</summary>
    public (int Plain, int Tls) WebPorts { get; }

    public string WebUrl => $"http://127.0.0.1:{WebPorts.Plain}";

    /// <summary>SIP over TLS; 0 where the settings do not want it.</summary>
    public int TlsPort { get; }

    /// <summary>The ports that its RTP leaves from.</summary>
    public (int First, int Last) MediaPorts { get; }

    public int ProcessId => _program.Id;

    private string LogFile => Path.Combine(Folder, "qx200.log");

    /// <summary>Its log.</summary>
    public Journal<string> Log => _program.Errors;

    /// <summary>Starts the program and waits for its ready line.</summary>
    public static async Task<Exchange> Start(string folder, ExchangeSettings settings)
    {
        Directory.CreateDirectory(folder);
        int port = Ports.Next();
        (int, int) web = settings.Web ? (Ports.Next(), Ports.Next()) : (0, 0);
        int tlsPort = settings.Tls ? Ports.Next() : 0;
        (int First, int Last) media = Ports.NextMediaRange(settings.MediaPorts);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "system.ini"),
            SystemIni(port, tlsPort, web, media, settings)
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder, "extensions.ini"),
            ExtensionsIni(settings)
        );
        foreach ((string name, string content) in settings.Files)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, content);
        }

        var exchange = new Exchange(folder, port, tlsPort, web, media, settings);
        await exchange.Ready();
        return exchange;
    }

    /// <summary>Stops it and starts it again with the same settings and ports.</summary>
    public async Task Restart()
    {
        await DisposeAsync();
        await Begin();
    }

    /// <summary>Waits until a file of DIR/state has this in it.</summary>
    public async Task HasKept(string file, string what)
    {
        string path = Path.Combine(Folder, "state", file);
        DateTime end = DateTime.UtcNow + Patience.Soon;
        while (!File.Exists(path) || !(await File.ReadAllTextAsync(path)).Contains(what))
        {
            Assert.True(DateTime.UtcNow < end, $"{path} has no {what}");
            await Task.Delay(100);
        }
    }

    /// <summary>It ends without a word, as by a power cut, and is started again.</summary>
    public async Task LosePower()
    {
        await _program.DisposeAsync();
        await Begin();
    }

    /// <summary>Starts it again after <see cref="DisposeAsync"/>, with what is its environment now.</summary>
    public async Task Begin()
    {
        _program = Launch();
        await Ready();
    }

    public Account AccountOf(string number, string transport = "udp") =>
        new(number, SecretOf(number), transport == "tls" ? TlsPort : Port)
        {
            Transport = transport,
        };

    /// <summary>What it holds at the moment: a name and a figure each, as SIGUSR1 makes it tell.</summary>
    public async Task<Dictionary<string, long>> Counters()
    {
        const string Mark = "counters ";
        _program.Signal(CountersSignal);
        string line = await Log.Take(
            "counters",
            l => l.Contains(Mark, StringComparison.Ordinal),
            Patience.Soon
        );
        int at = line.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        return JsonSerializer.Deserialize<Dictionary<string, long>>(line[at..])!;
    }

    /// <summary>Every record written so far, as JSON.</summary>
    public IReadOnlyList<JsonElement> Records()
    {
        string records = Path.Combine(Folder, "records");
        return Directory.Exists(records)
            ?
            [
                .. Directory
                    .GetFiles(records, "*.jsonl")
                    .Order(StringComparer.Ordinal)
                    .SelectMany(File.ReadLines)
                    .Select(line => JsonSerializer.Deserialize<JsonElement>(line)),
            ]
            : [];
    }

    public async ValueTask DisposeAsync()
    {
        await using (_program)
        {
            int code = await _program.StopByTerm(Patience.Soon);
            if (code != 0)
            {
                throw new InvalidOperationException($"qx200 ended with exit code {code}");
            }
        }
    }

    /// <summary>Adds the end of its log to what the test reports. Only after <see cref="DisposeAsync"/>.</summary>
    public void TellWhatItSaidLast()
    {
        const int Lines = 20;
        foreach (string line in File.ReadLines(LogFile).TakeLast(Lines))
        {
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        }
    }

    private ExternalProgram Launch()
    {
        string[] arguments = ["run", "--data", Folder, "--board", "simulated"];
        ProcessStartInfo start = _machine is null
            ? Release.Program(arguments)
            : Release.Program(_machine, arguments);
        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        return new ExternalProgram("qx200", start, LogFile);
    }

    /// <summary>A new API token, made as an installer makes it.</summary>
    public async Task<string> Token()
    {
        await using var program = new ExternalProgram(
            "qx200 token",
            Release.Program(["token", "--data", Folder]),
            Path.Combine(Folder, "token.log")
        );
        await program.Exit(Patience.Soon);
        return program.Output.All.Single();
    }

    /// <summary>Waits until it says that it takes calls: at its start, and when it has started anew.</summary>
    public async Task Ready()
    {
        string web = WebPorts.Plain == 0 ? "none" : WebUrl;
        string expected = $"ready sip=127.0.0.1:{Port} web={web}";
        await _program.Output.Take(
            "ready line",
            line => line.StartsWith(expected, StringComparison.Ordinal),
            // One for another machine runs under an emulator.
            _machine is null
                ? Patience.Soon
                : 4 * Patience.Soon
        );
    }

    private static string SecretOf(string number) => $"secret-of-{number}";

    private static string SystemIni(
        int port,
        int tlsPort,
        (int Plain, int Tls) web,
        (int First, int Last) media,
        ExchangeSettings settings
    ) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            [sip]
            bind = 127.0.0.1
            port = {port}
            tls-port = {tlsPort}
            {settings.Sip}

            [media]
            port-min = {media.First}
            port-max = {media.Last}

            [web]
            bind = 127.0.0.1
            port = {web.Plain}
            tls-port = {web.Tls}

            {settings.System}

            """
        );

    private static string ExtensionsIni(ExchangeSettings settings)
    {
        var ini = new StringBuilder();
        foreach (string user in settings.Users)
        {
            ini.Append(
                CultureInfo.InvariantCulture,
                $"[extension:{user}]\ntype = user\nname = Telephone {user}\nsecret = {SecretOf(user)}\nline = sip\n{settings.OfUsers.GetValueOrDefault(user, "")}\n\n"
            );
        }

        for (int line = 1; line <= settings.Lines.Length; line++)
        {
            string number = settings.Lines[line - 1];
            ini.Append(
                CultureInfo.InvariantCulture,
                $"[extension:{number}]\ntype = user\nname = Analog {number}\nline = fxs{line}\n\n"
            );
        }

        foreach (string slot in settings.ParkExtensions)
        {
            ini.Append(
                CultureInfo.InvariantCulture,
                $"[extension:{slot}]\ntype = park\nname = Park {slot}\n{settings.Park}\n{settings.OfParks.GetValueOrDefault(slot, "")}\n\n"
            );
        }

        return ini.ToString();
    }
}

/// <summary>What a test wants the exchange to be like.</summary>
internal sealed record ExchangeSettings
{
    public string[] Users { get; init; } = ["101", "102", "103", "104"];

    /// <summary>The extensions at the analog lines, line 1 first.</summary>
    public string[] Lines { get; init; } = [];

    public string[] ParkExtensions { get; init; } = ["77"];

    /// <summary>Whether it serves its pages.</summary>
    public bool Web { get; init; }

    /// <summary>Lines added to <c>system.ini</c>.</summary>
    public string System { get; init; } = "";

    /// <summary>Lines added to the section <c>[sip]</c>.</summary>
    public string Sip { get; init; } = "";

    /// <summary>SIP over TLS too, at a port of its own.</summary>
    public bool Tls { get; init; }

    /// <summary>Lines added to a user extension.</summary>
    public IReadOnlyDictionary<string, string> OfUsers { get; init; } =
        new Dictionary<string, string>();

    /// <summary>More files in the settings folder, by their names in it.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } =
        new Dictionary<string, string>();

    /// <summary>Variables that the program is started with; read anew at each start.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } =
        new Dictionary<string, string>();

    /// <summary>Lines added to each park extension.</summary>
    public string Park { get; init; } = "";

    /// <summary>Lines added to a park extension.</summary>
    public IReadOnlyDictionary<string, string> OfParks { get; init; } =
        new Dictionary<string, string>();

    /// <summary>Which published program; null is the one that the whole run tests.</summary>
    public string? Machine { get; init; }

    public int MediaPorts { get; init; } = 64;
}
