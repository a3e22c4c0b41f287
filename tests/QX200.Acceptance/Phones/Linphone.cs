using System.Diagnostics;
using QX200.Acceptance.Sound;

namespace QX200.Acceptance.Phones;

/// <summary>A linphonec telephone without sound card, driven at its prompt.</summary>
internal sealed class Linphone : IAsyncDisposable
{
    private readonly ExternalProgram _program;
    private readonly string _recording;

    private Linphone(string folder, Account account, int sipPort, ExternalProgram program)
    {
        Account = account;
        SipPort = sipPort;
        _program = program;
        _recording = Path.Combine(folder, "heard.wav");
    }

    public Account Account { get; }

    public int SipPort { get; }

    /// <summary>Starts a telephone and waits until it has registered.</summary>
    public static async Task<Linphone> Start(
        string folder,
        Account account,
        Voice voice,
        bool register = true
    )
    {
        // Its library keeps its own files below HOME and does not make the folder itself.
        Directory.CreateDirectory(Path.Combine(folder, ".local", "share", "linphone"));
        string source = Path.Combine(folder, "source.wav");
        Wav.Write(source, voice.Speak(240));
        int sipPort = Ports.Next();
        string settings = Path.Combine(folder, "rc");
        await File.WriteAllTextAsync(settings, Settings(account, sipPort, Ports.Next(), register));
        var start = new ProcessStartInfo(
            "linphonec",
            ["-c", settings, "-d", "5", "-l", Path.Combine(folder, "liblinphone.log")]
        );
        start.Environment["HOME"] = folder;
        var program = new ExternalProgram(
            $"linphone {account.Number}",
            start,
            Path.Combine(folder, "linphone.log")
        );
        var phone = new Linphone(folder, account, sipPort, program);
        if (register)
        {
            await phone.Registered();
        }

        await phone.Type("soundcard use files");
        await phone.Type($"play {source}");
        await phone.Type($"record {phone._recording}");
        return phone;
    }

    public Task Type(string command) => _program.Type(command);

    public Task Dial(string number) => Type($"call {Account.Uri(number)}");

    public Task Answer() => Type("answer");

    public Task HangUp() => Type("terminate all");

    /// <summary>Presses keys, as RFC 4733 events.</summary>
    public async Task Press(string keys)
    {
        foreach (char key in keys)
        {
            await Type(key.ToString());
            await Task.Delay(300);
        }
    }

    /// <summary>Waits until the telephone prints a line with all these words.</summary>
    public Task<string> Says(string words, TimeSpan? limit = null, string more = "") =>
        _program.Output.Take(
            $"\"{words}\"",
            line =>
                line.Contains(words, StringComparison.OrdinalIgnoreCase)
                && line.Contains(more, StringComparison.OrdinalIgnoreCase),
            limit ?? Patience.Soon
        );

    /// <summary>What was heard in all calls together; complete once the telephone is off.</summary>
    public Heard Recording() => new(Wav.Read(_recording));

    public async ValueTask DisposeAsync()
    {
        if (!_program.HasExited)
        {
            await _program.Type("quit");
            await ((Task)_program.Exit(Patience.Soon)).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing
            );
        }

        await _program.DisposeAsync();
    }

    // It says nothing when it has registered, so it is asked.
    private async Task Registered()
    {
        Task<string> said = Says("registered, identity");
        while (!said.IsCompleted)
        {
            await Type("status register");
            await Task.WhenAny(said, Task.Delay(200));
        }

        await said;
    }

    private static string Settings(Account account, int sipPort, int rtpPort, bool register) =>
        $"""
            [sip]
            sip_port={sipPort}
            sip_tcp_port=0
            sip_tls_port=0
            default_proxy={(register ? 0 : -1)}
            guess_hostname=0
            contact=sip:{account.Number}@127.0.0.1:{sipPort}
            use_rfc2833=1
            use_info=0
            media_encryption=none
            keepalive_period=0
            ipv6_migration_done=1
            auto_send_ringing=1
            supported=replaces, outbound, gruu
            inc_timeout=60
            in_call_timeout=0
            delayed_timeout=4

            [net]
            nat_policy_ref=none
            mtu=1300

            [rtp]
            audio_rtp_port={rtpPort}
            audio_jitt_comp=60
            nortp_timeout=120

            {(register ? Registration(account) : "")}
            [misc]
            prefer_basic_chat_room=1

            [nat_policy_0]
            ref=none

            [video]
            capture=0
            display=0
            show_local=0

            [sound]
            remote_ring=
            playback_gain_db=0.000000
            mic_gain_db=0.000000

            """;

    private static string Registration(Account account) =>
        $"""
            [proxy_0]
            reg_proxy=<sip:127.0.0.1:{account.ExchangePort}>
            reg_identity=sip:{account.Number}@127.0.0.1:{account.ExchangePort}
            reg_expires=300
            reg_sendregister=1
            publish=0

            [auth_info_0]
            username={account.Number}
            userid={account.Number}
            passwd={account.Secret}

            """;
}
