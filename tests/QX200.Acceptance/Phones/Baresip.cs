using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using QX200.Acceptance.Sound;

namespace QX200.Acceptance.Phones;

/// <summary>Something that happened at a baresip telephone, as its control connection tells it.</summary>
internal sealed record BaresipEvent(string Type, string Call, string Peer, string Detail)
{
    public override string ToString() => $"{Type} {Peer} {Detail} ({Call})";
}

/// <summary>
/// A baresip telephone without sound card: it speaks its <see cref="Voice"/> and records what it hears. Driven over
/// its control connection, JSON in netstrings.
/// </summary>
internal sealed class Baresip : ITelephone, IAsyncDisposable
{
    private const string NameOfSecond = "yyyy-MM-dd-HH-mm-ss";

    private readonly ExternalProgram _program;
    private readonly TcpClient _control = new();
    private readonly Journal<string> _answers;
    private readonly string _folder;
    private int _token;

    private Baresip(
        string folder,
        Account account,
        Voice voice,
        int sipPort,
        ProcessStartInfo start
    )
    {
        Voice = voice;
        _folder = folder;
        SipPort = sipPort;
        Account = account;
        string name = $"baresip {account.Number}";
        _program = new ExternalProgram(name, start, Path.Combine(folder, "baresip.log"));
        _answers = new Journal<string>(name);
        Events = new Journal<BaresipEvent>(name);
    }

    public Account Account { get; }

    public Voice Voice { get; }

    public int SipPort { get; }

    public Journal<BaresipEvent> Events { get; }

    /// <summary>Starts a telephone and waits until it has registered.</summary>
    /// <param name="options">More account parameters, for example <c>answermode=auto</c>.</param>
    public static async Task<Baresip> Start(
        string folder,
        Account account,
        Voice voice,
        string codecs = "pcma,pcmu",
        string options = "answermode=manual",
        bool register = true
    )
    {
        Directory.CreateDirectory(folder);
        int sipPort = Ports.Next();
        int controlPort = Ports.Next();
        // At the end of its sound file baresip drops the call without a BYE: give it more than any test needs.
        Wav.Write(Path.Combine(folder, "source.wav"), voice.Speak(240));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "config"),
            Config(account.Own, sipPort, controlPort)
        );
        string line =
            $"<sip:{account.Number}@{account.Exchange}:{account.ExchangePort};transport={account.Transport}>;auth_user={account.Number};"
            + $"auth_pass={account.Secret};regint={(register ? 300 : 0)};audio_codecs={codecs};{options};mwi=no";
        await File.WriteAllTextAsync(Path.Combine(folder, "accounts"), line + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "contacts"), "");

        // Relative paths: baresip cuts a recording's path at 128 characters.
        var start = new ProcessStartInfo("baresip", ["-f", ".", "-v", "-s"])
        {
            WorkingDirectory = folder,
        };
        var phone = new Baresip(folder, account, voice, sipPort, start);
        await phone.Connect(controlPort);
        if (register)
        {
            await phone.Registered();
        }

        return phone;
    }

    public Task Dial(string number) => DialUri(Account.Uri(number));

    public async Task DialUri(string uri)
    {
        await NextSecond();
        await Command("dial", uri);
    }

    public async Task Answer()
    {
        await NextSecond();
        await Command("accept");
    }

    public Task HangUp() => Command("hangup");

    public Task Hold() => Command("hold");

    public Task Resume() => Command("resume");

    /// <summary>Sends REFER to another number: a blind transfer.</summary>
    public Task Transfer(string number) => Command("transfer", Account.Uri(number));

    /// <summary>Presses keys, one after the other, as RFC 4733 events.</summary>
    public async Task Press(string keys)
    {
        foreach (char key in keys)
        {
            await Command("sndcode", key.ToString());
            await Task.Delay(150);
            await Command("sndcode", "");
            await Task.Delay(100);
        }
    }

    /// <summary>Waits for an event of a kind, the oldest one not waited for yet.</summary>
    public Task<BaresipEvent> Expect(string type, TimeSpan? limit = null) =>
        Events.Take(type, e => e.Type == type, limit ?? Patience.Soon);

    /// <summary>Waits until the telephone rings.</summary>
    /// <returns>The event; its peer is who calls.</returns>
    public Task<BaresipEvent> Rings(TimeSpan? limit = null) => Expect("CALL_INCOMING", limit);

    public Task<BaresipEvent> Connected(TimeSpan? limit = null) =>
        Expect("CALL_ESTABLISHED", limit);

    public Task<BaresipEvent> Closed(TimeSpan? limit = null) => Expect("CALL_CLOSED", limit);

    public Func<Heard> Listen()
    {
        var before = RecordingFiles().ToDictionary(f => f, f => Wav.Read(f).Samples.Length);
        return () =>
            new Heard(
                RecordingFiles()
                    .Select(f => Wav.Read(f).After(before.GetValueOrDefault(f)).At8Kilohertz())
                    .Aggregate(new Pcm([], 8000), static (all, next) => all + next)
            );
    }

    /// <summary>The recordings of what was heard, one a call, the oldest first, as far as they have come.</summary>
    public IReadOnlyList<Heard> Recordings() =>
        [.. RecordingFiles().Select(f => new Heard(Wav.Read(f)))];

    /// <summary>All that was heard in the last call, once it is over and its recording complete.</summary>
    public async Task<Heard> Recording()
    {
        await Patience.Until(() => !IsRecording(), () => $"baresip {Account.Number} still records");
        return new Heard(Wav.Read(RecordingFiles()[^1]));
    }

    public IReadOnlyList<string> RecordingFiles() =>
        [.. Directory.GetFiles(_folder, "dump-*-dec.wav").Order(StringComparer.Ordinal)];

    /// <summary>Gives a command and returns the telephone's answer to it.</summary>
    public async Task<string> Command(string command, string parameters = "")
    {
        string token = (++_token).ToString(CultureInfo.InvariantCulture);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                command,
                @params = parameters,
                token,
            }
        );
        await _control.GetStream().WriteAsync(NetString.Frame(json));
        string mark = $"\"{token}\"";
        return await _answers.Take(
            $"answer to {command}",
            a => a.Contains(mark, StringComparison.Ordinal),
            Patience.Soon
        );
    }

    public async ValueTask DisposeAsync()
    {
        await ((Task)_program.StopByInterrupt(Patience.ToEnd)).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing
        );
        _control.Dispose();
        await _program.DisposeAsync();
    }

    // A recording is written to as long as its call is there, which is a moment longer than the telephone tells.
    private bool IsRecording()
    {
        string open = $"/proc/{_program.Id}/fd";
        return !_program.HasExited
            && Directory
                .EnumerateFiles(open)
                .Any(static f =>
                    new FileInfo(f).LinkTarget is { } target
                    && target.EndsWith("-dec.wav", StringComparison.Ordinal)
                );
    }

    // A recording is named after the second in which it begins, and takes the place of another of that second.
    private async Task NextSecond()
    {
        if (RecordingFiles() is [.., { } last])
        {
            string second = Path.GetFileName(last)["dump-".Length..][..NameOfSecond.Length];
            await Patience.Until(
                () =>
                    string.CompareOrdinal(
                        DateTime.Now.ToString(NameOfSecond, CultureInfo.InvariantCulture),
                        second
                    ) > 0,
                () => "the clock has stopped"
            );
        }
    }

    private async Task Connect(int port)
    {
        var tried = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await _control.ConnectAsync(IPAddress.Loopback, port);
                _ = ReadControl();
                return;
            }
            catch (SocketException) when (tried.Elapsed < Patience.Soon && !_program.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    // The first REGISTER may be over before the control connection stands, so its event is not enough.
    private async Task Registered()
    {
        for (int attempt = 0; attempt < 10 * Patience.Soon.TotalSeconds; attempt++)
        {
            string answer = await Command("reginfo");
            if (answer.Contains("OK", StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"baresip {Account.Number} did not register");
    }

    private async Task ReadControl()
    {
        await foreach (ReadOnlyMemory<byte> json in NetString.ReadAll(_control.GetStream()))
        {
            using var message = JsonDocument.Parse(json);
            JsonElement root = message.RootElement;
            if (root.TryGetProperty("response", out _))
            {
                _answers.Add(root.GetRawText());
            }
            else
            {
                Events.Add(
                    new BaresipEvent(
                        Text(root, "type"),
                        Text(root, "id"),
                        Text(root, "peeruri"),
                        Text(root, "param")
                    )
                );
            }
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";

    private static string Config(string own, int sipPort, int controlPort) =>
        $"""
            poll_method epoll
            sip_listen {own}:{sipPort}
            call_local_timeout 120
            call_max_calls 8
            audio_path /usr/share/baresip
            audio_player aubridge,null{sipPort}
            audio_source aufile,source.wav
            audio_alert aubridge,alert{sipPort}
            ausrc_srate 8000
            ausrc_channels 1
            ausrc_format s16
            auplay_format s16
            auenc_format s16
            audec_format s16
            rtp_tos 184
            rtp_ports 50000-59998
            jitter_buffer_delay 1-10
            rtp_stats yes
            net_interface {own}
            module_path /usr/lib/baresip/modules
            ctrl_tcp_listen 127.0.0.1:{controlPort}
            snd_path .
            redial_attempts 0
            ringback_disabled yes
            module g722.so
            module g711.so
            module aubridge.so
            module aufile.so
            module sndfile.so
            module_tmp uuid.so
            module_tmp account.so
            module_app menu.so
            module_app ctrl_tcp.so

            """;
}
