using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace QX200.Acceptance.Image;

/// <summary>A new box is switched on.</summary>
internal sealed class BootCases(TestBed bed) : ICaseGroup
{
    private const string AsProgram = "setpriv --reuid=qx200 --regid=qx200 --clear-groups";

    private static readonly int[] s_mayBeOpen = [22, 5060, 8080, 8443];

    private BoxNetwork? _network;
    private Box? _box;

    public string Name => "boot";

    public bool EndsAtFailure => true;

    private Box Box => _box!;

    public IEnumerable<ImageCase> Cases() =>
        [
            new("from power to calls answered", FromPowerToCalls),
            new("a technician's key on a stick opens SSH", KeyOpens),
            new("no unit has failed", NoUnitFailed),
            new("the system proves itself and is marked good", ProvesItself),
            new("nothing but what is served is open", WallIsShut),
            new("found as qx200.local", FoundByName),
            new("the program's sandbox", Sandbox),
            new("nobody has a password, / can't be written", NothingToGuess),
            new("memory after the start", () => TestBed.Memory(Box)),
            new("the self-test's sheet", () => bed.SelfTest(Box, "", "selftest.txt")),
            new("a technician's key by the API opens SSH, and is taken out again", KeyByApi),
            new("without a DHCP server it takes an address of its own", WithoutDhcp),
        ];

    public async ValueTask DisposeAsync()
    {
        if (_box is not null)
        {
            await _box.DisposeAsync();
        }

        if (_network is not null)
        {
            await _network.DisposeAsync();
        }
    }

    private async Task<string> FromPowerToCalls()
    {
        _network = await BoxNetwork.Start(bed.Folder);
        string disk = await bed.Disks.New("boot");
        _box = Box.Start(bed.Folder, "boot", new BoxSetup(disk, await bed.Stick(), Steady: false));
        await TestBed.AnswersSip(Box, TimeSpan.FromMinutes(20));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Box.SinceStart.TotalSeconds:0.0} s, emulated (TCG)"
        );
    }

    private async Task<string> KeyOpens()
    {
        await Box.Reachable();
        return (await Box.Does("systemd-analyze time | head -n 1")).Trim();
    }

    private async Task<string> NoUnitFailed()
    {
        string failed = await Box.Does("systemctl --failed --no-legend --plain");
        Assert.True(failed.Length == 0, $"failed: {failed}");
        string state = (
            await Box.Ask("systemctl is-system-running", TimeSpan.FromMinutes(2))
        ).Output;
        string data = await Box.Does("cat /run/qx200-data.state; df -h /data | tail -n 1");
        return $"{state}; data {data.Replace('\n', ' ')}";
    }

    private async Task<string> ProvesItself()
    {
        // Emulation: ticks come when they come.
        await Box.Does(
            "sed -i 's/^trial.*/trial = 10s\\nlate-ticks = 100/' /data/qx200/system.ini && systemctl restart qx200"
        );
        await Box.Until(
            "mark as good",
            "/usr/bin/fw_printenv -n BOOT_A_LEFT; cat /data/update/proven",
            said => said.StartsWith('3') && said.Contains("0.", StringComparison.Ordinal),
            TimeSpan.FromMinutes(10)
        );
        return await Box.Does(
            "cat /data/update/proven; /usr/bin/fw_printenv -c /etc/fw_env_copy.config | paste -sd' '"
        );
    }

    private static async Task<string> WallIsShut()
    {
        int[] open = [];
        foreach (int port in new[] { 22, 25, 53, 80, 111, 5060, 5355, 8080, 8443, 9999 })
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(4));
            try
            {
                await socket.ConnectAsync(IPAddress.Parse(BoxNetwork.Box), port, late.Token);
                open = [.. open, port];
            }
            catch (Exception fault) when (fault is SocketException or OperationCanceledException)
            {
                // Shut.
            }
        }

        Assert.Contains(5060, open);
        Assert.All(open, port => Assert.Contains(port, s_mayBeOpen));
        return $"TCP {string.Join(' ', open)} (22 while the technician's key is in)";
    }

    private static async Task<string> FoundByName()
    {
        IPAddress box = await AddressByName(BoxNetwork.Office, attempts: 20);
        Assert.Equal(BoxNetwork.Box, box.ToString());
        return $"{box} answers for qx200.local";
    }

    /// <summary>Who answers for qx200.local on the cable.</summary>
    private static async Task<IPAddress> AddressByName(string own, int attempts)
    {
        byte[] query =
        [
            0,
            0,
            0,
            0,
            0,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            5,
            .. "qx200"u8,
            5,
            .. "local"u8,
            0,
            0,
            1,
            0x80,
            1,
        ];
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Parse(own), 0));
        for (int attempt = 0; attempt < attempts; attempt++)
        {
            await socket.SendAsync(query, new IPEndPoint(IPAddress.Parse("224.0.0.251"), 5353));
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            try
            {
                UdpReceiveResult answer = await socket.ReceiveAsync(late.Token);
                return answer.RemoteEndPoint.Address;
            }
            catch (OperationCanceledException)
            {
                // Once more.
            }
        }

        throw new TimeoutException("nobody answers for qx200.local");
    }

    private async Task<string> WithoutDhcp()
    {
        await Box.DisposeAsync();
        await _network!.DisposeAsync();
        _network = await BoxNetwork.Start(bed.Folder, dhcp: false);
        _box = Box.Start(
            bed.Folder,
            "no-dhcp",
            new BoxSetup(await bed.Disks.New("no-dhcp"), Steady: false)
        );
        IPAddress box = await AddressByName(BoxNetwork.OfficeWithoutDhcp, attempts: 300);
        Assert.StartsWith("169.254.", box.ToString(), StringComparison.Ordinal);
        // The box has made its certificate itself; there is no way in to ask it which.
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, shown, _, _) =>
            shown is not null && shown.Subject == shown.Issuer;
        using var http = new HttpClient(handler);
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        TimeSpan until = Box.SinceStart + TimeSpan.FromMinutes(10);
        while (true)
        {
            try
            {
                string page = await http.GetStringAsync(new Uri($"https://{box}:8443/"));
                Assert.Contains("<html", page, StringComparison.OrdinalIgnoreCase);
                return $"{box} answers for qx200.local and shows its page";
            }
            catch (Exception fault)
                when (fault is HttpRequestException or OperationCanceledException
                    && Box.SinceStart < until
                )
            {
                await Task.Delay(1000);
            }
        }
    }

    private async Task<string> Sandbox()
    {
        string line = await Box.Does(
            "systemd-analyze security --no-pager qx200.service | tail -n 1"
        );
        string score = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .First(word => double.TryParse(word, CultureInfo.InvariantCulture, out _));
        Assert.True(double.Parse(score, CultureInfo.InvariantCulture) <= 2.0, line);
        string media = await Box.Does(
            "journalctl -b -u qx200 --no-pager -o cat | grep 'media thread runs'"
        );
        Assert.Contains("SCHED_FIFO and locked memory", media, StringComparison.Ordinal);
        return $"exposure {score}; SCHED_FIFO, locked memory";
    }

    private async Task<string> NothingToGuess()
    {
        string withPassword = await Box.Does(
            "awk -F: '$2 !~ /^[!*]/ {print $1}' /etc/shadow; awk -F: '$2 == \"\" {print $1}' /etc/passwd"
        );
        Assert.True(withPassword.Length == 0, withPassword);
        (int code, _) = await Box.Ask("touch /usr/here", TimeSpan.FromMinutes(2));
        Assert.NotEqual(0, code);
        // Kernel threads have no executable.
        string roots = await Box.Does(
            "for p in /proc/[0-9]*; do [ -n \"$(readlink $p/exe)\" ] && [ $(stat -c %u $p) = 0 ] && cat $p/comm; done | sort -u | paste -sd' '"
        );
        Assert.DoesNotContain("qx200", roots, StringComparison.Ordinal);
        return $"as root: {roots}";
    }

    private async Task<string> KeyByApi()
    {
        const string Password = "a horse in the cellar";
        string code = (await Box.Does(AsProgram + " qx200 password --data /data/qx200")).Split(' ')[
            ^1
        ];
        using BoxApi api = await BoxApi.Open(Box);
        (int status, string body) = await api.Send(
            HttpMethod.Post,
            "password",
            ("password", Password),
            ("code", code)
        );
        Assert.True(status is >= 200 and < 300, $"password: {status} {body}");

        string other = Path.Combine(bed.Folder, "second");
        File.Delete(other);
        File.Delete(other + ".pub");
        await BoxNetwork.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other);
        string key = (await File.ReadAllTextAsync(other + ".pub")).Trim();
        (status, _) = await api.Send(
            HttpMethod.Put,
            "technician",
            ("key", key),
            ("password", "a horse in the attic")
        );
        Assert.Equal(422, status);
        (status, body) = await api.Send(
            HttpMethod.Put,
            "technician",
            ("key", key),
            ("password", Password)
        );
        Assert.True(status is >= 200 and < 300, $"technician: {status} {body}");
        Box byPage = Box.With(other);
        await byPage.Reachable(TimeSpan.FromMinutes(2));
        Assert.Contains("page", (await api.Get("technician")).ToString(), StringComparison.Ordinal);

        (status, body) = await api.Send(HttpMethod.Delete, "technician");
        Assert.True(status is >= 200 and < 300, $"technician: {status} {body}");
        TimeSpan until = Box.SinceStart + TimeSpan.FromMinutes(2);
        while ((await byPage.Ask("true", TimeSpan.FromSeconds(60))).Code == 0)
        {
            Assert.True(Box.SinceStart < until, "the key still opens SSH after it was taken out");
            await Task.Delay(1000);
        }

        // The unit tells so when the last session has ended, a moment after SSH is shut.
        while (
            !(await api.Get("technician"))
                .ToString()
                .Contains("\"open\":false", StringComparison.Ordinal)
        )
        {
            Assert.True(Box.SinceStart < until, "the page says that SSH is open");
            await Task.Delay(500);
        }

        return "with the password alone; SSH is open with it, and shut when it is taken out";
    }
}
