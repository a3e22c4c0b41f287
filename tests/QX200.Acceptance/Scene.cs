using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using QX200.Acceptance.Wire;
using Xunit;

namespace QX200.Acceptance;

/// <summary>
/// One test's exchange and telephones. Everything that they say, play and record stays in <c>out/acceptance</c>, in
/// a folder with the test's name.
/// </summary>
internal sealed class Scene
{
    private const int MostTries = 3;

    private readonly List<IAsyncDisposable> _cast = [];

    private Scene(string folder, Exchange exchange)
    {
        Folder = folder;
        Exchange = exchange;
    }

    public string Folder { get; }

    public Exchange Exchange { get; }

    /// <summary>
    /// Starts the exchange, runs the play and ends all that it started. Whatever went wrong in the play is reported
    /// before anything that goes wrong at its end. A play that went wrong while the machine stood still is played again,
    /// and says so.
    /// </summary>
    public static async Task Play(
        Func<Scene, Task> play,
        ExchangeSettings? settings = null,
        string? folder = null,
        [CallerMemberName] string name = ""
    )
    {
        folder ??= Path.Combine(Release.Root, "out", "acceptance", name);
        for (int tries = 1; ; tries++)
        {
            long begun = Stopwatch.GetTimestamp();
            Task played = PlayOnce(play, settings ?? new ExchangeSettings(), folder);
            await played.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            TimeSpan stood = Standstills.Longest(begun);
            if (played.IsCompletedSuccessfully || tries == MostTries || stood == TimeSpan.Zero)
            {
                await played;
                return;
            }

            Console.WriteLine(
                $"{name}: the machine stood still for {stood.TotalSeconds:0.00} s, so this proves nothing: {played.Exception?.InnerException?.Message.Split('\n')[0]} Once more."
            );
        }
    }

    private static async Task PlayOnce(
        Func<Scene, Task> play,
        ExchangeSettings settings,
        string folder
    )
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"Logs and recordings: {folder}");
        Exchange exchange = await Exchange.Start(Path.Combine(folder, "exchange"), settings);
        var scene = new Scene(folder, exchange);
        Task played = play(scene);
        await played.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task closed = scene.Close();
        await closed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!played.IsCompletedSuccessfully)
        {
            exchange.TellWhatItSaidLast();
        }

        await played;
        await closed;
    }

    public async Task<Baresip> Baresip(
        string number,
        Voice voice,
        string codecs = "pcma,pcmu",
        string options = "answermode=manual",
        string device = "",
        string transport = "udp",
        string? secret = null
    ) =>
        Joined(
            await Phones.Baresip.Start(
                Path.Combine(Folder, number + device),
                Exchange.AccountOf(number, transport) with
                {
                    Secret = secret ?? Exchange.AccountOf(number).Secret,
                },
                voice,
                codecs,
                options
            )
        );

    public async Task<Linphone> Linphone(string number, Voice voice) =>
        Joined(
            await Phones.Linphone.Start(
                Path.Combine(Folder, number),
                Exchange.AccountOf(number),
                voice
            )
        );

    /// <summary>The analog telephone at a line; the exchange has to have <see cref="ExchangeSettings.Web"/>.</summary>
    public async Task<Desk> Desk(int line, Voice voice) =>
        Joined(
            await Phones.Desk.Join(
                Path.Combine(Folder, $"line{line}"),
                Exchange.WebUrl,
                line,
                voice
            )
        );

    /// <summary>The SIP server of a provider, at a port that the settings of the exchange name.</summary>
    public async Task<Kamailio> Kamailio(int port, params (string User, string Password)[] users) =>
        Joined(await Phones.Kamailio.Start(Path.Combine(Folder, "kamailio"), port, users));

    /// <summary>A telephone that is registered elsewhere.</summary>
    public async Task<Baresip> Remote(Account account, Voice voice) =>
        Joined(
            await Phones.Baresip.Start(
                Path.Combine(Folder, $"remote-{account.Number}"),
                account,
                voice
            )
        );

    /// <summary>A scripted telephone, registered.</summary>
    public async Task<RawPhone> Scripted(string number, string instance = "")
    {
        RawPhone phone = Joined(new RawPhone(Exchange.AccountOf(number), instance));
        await phone.Register();
        return phone;
    }

    /// <summary>What sipp scenarios read and write.</summary>
    public string SippFolder => Path.Combine(Folder, "sipp");

    /// <summary>Runs a sipp scenario as these extensions.</summary>
    public Sipp Sipp(string scenario, string[] numbers, int port, params string[] arguments) =>
        Joined(
            new Sipp(
                SippFolder,
                scenario,
                [.. numbers.Select(n => Exchange.AccountOf(n))],
                port,
                arguments
            )
        );

    /// <summary>Registers an extension at a port that a sipp scenario is to answer on; 0 seconds unregister it.</summary>
    public async Task RegisterBySipp(string number, int port, int seconds = 300)
    {
        string expires = seconds.ToString(CultureInfo.InvariantCulture);
        Sipp register = Sipp("register.xml", [number], port, "-m", "1", "-key", "expires", expires);
        await register.Succeeds();
    }

    public async Task<Capture> Capture() =>
        Joined(await Wire.Capture.Start(Folder, Exchange.Port, Exchange.MediaPorts));

    private T Joined<T>(T member)
        where T : IAsyncDisposable
    {
        _cast.Add(member);
        return member;
    }

    private async Task Close()
    {
        await Task.WhenAll(_cast.Select(member => member.DisposeAsync().AsTask()));
        await Exchange.DisposeAsync();
    }
}
