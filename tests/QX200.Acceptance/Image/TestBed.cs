using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance.Image;

/// <summary>What every group of cases needs: a folder, disks, the bundles on a stick, boxes that can be talked to.</summary>
internal sealed class TestBed(string folder, Disks disks)
{
    /// <summary>Where the stick with the bundles lies on a box, once <see cref="Insert"/> has mounted it.</summary>
    public const string OnBox = "/run/bundles";

    private string? _stick;

    public string Folder { get; } = folder;

    /// <summary>The technician's private key; the public one lies beside it.</summary>
    public string Key => Path.Combine(Folder, "technician");

    public Disks Disks { get; } = disks;

    public string Bundle(string name) => Path.Combine(Folder, "bundles", name + ".raucb");

    /// <summary>A stick with the technician's key, and the bundles so deep in folders that the box does not offer one.</summary>
    public async Task<string> Stick()
    {
        _stick ??= await Disks.Stick("technician", ("qx200/authorized_keys", Key + ".pub"));
        return _stick;
    }

    /// <summary>The same with a bundle at the place where the box looks for one.</summary>
    public async Task<string> Offer(string bundle) =>
        await Disks.Stick(
            "offer",
            ("qx200/authorized_keys", Key + ".pub"),
            ("qx200/" + bundle + ".raucb", Bundle(bundle))
        );

    /// <summary>Starts a box with the technician's stick, or another that has his key, and waits until it can be talked to.</summary>
    public async Task<Box> Start(
        string name,
        string disk,
        bool steady = true,
        string? writeLog = null,
        string? stick = null,
        bool bare = false
    )
    {
        Box box = Box.Start(
            Folder,
            name,
            new BoxSetup(
                disk,
                stick ?? await Stick(),
                WriteLog: writeLog,
                Steady: steady,
                Bare: bare
            )
        );
        try
        {
            await box.Reachable();
            return box;
        }
        catch (TimeoutException)
        {
            await box.DisposeAsync();
            throw;
        }
    }

    /// <summary>Brings a bundle onto the box's data partition.</summary>
    public async Task Carry(Box box, string bundle) =>
        await box.Does($"cat > /data/{bundle}.raucb", Bundle(bundle));

    /// <summary>A telephone's account on a box, with the secret that the new box gave it.</summary>
    public static async Task<Account> AccountOf(Box box, string number)
    {
        string[] lines = (await box.Does("cat /data/qx200/extensions.ini")).Split('\n');
        int section = Array.FindIndex(lines, line => line.Trim() == $"[extension:{number}]");
        string secret = lines
            .Skip(section)
            .First(line => line.StartsWith("secret = ", StringComparison.Ordinal));
        return new Account(number, secret["secret = ".Length..].Trim(), 5060)
        {
            Exchange = BoxNetwork.Box,
            Own = BoxNetwork.Office,
        };
    }

    /// <summary>A baresip telephone of the office.</summary>
    public async Task<Baresip> Phone(Account account, Voice voice)
    {
        string place = Path.Combine(Folder, "phone-" + account.Number);
        if (Directory.Exists(place))
        {
            Directory.Delete(place, recursive: true);
        }

        return await Baresip.Start(place, account, voice);
    }

    /// <summary>Waits until this version has started.</summary>
    public static Task Runs(Box box, string version, TimeSpan limit) =>
        box.Until(
            $"system {version}",
            ". /etc/os-release; echo $VERSION_ID; systemctl is-active qx200",
            said =>
                said.StartsWith(version, StringComparison.Ordinal)
                && said.EndsWith("active", StringComparison.Ordinal),
            limit
        );

    /// <summary>Has the box test itself; no part may have a fault. The sheet is left in the folder.</summary>
    /// <returns>The sheet's sum.</returns>
    public async Task<string> SelfTest(Box box, string options, string file)
    {
        string sheet = await box.Does($"qx200 selftest {options} --data /var/lib/qx200");
        Assert.DoesNotContain("FAULT", sheet, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(Folder, file), sheet);
        return sheet
            .Split('\n')
            .First(line => line.Contains("parts were", StringComparison.Ordinal));
    }

    /// <summary>What is in use now: the program's own pages and everything on the box.</summary>
    public static async Task<string> Memory(Box box)
    {
        string program = await box.Does("awk '/VmRSS/ {print $2}' /proc/$(pidof qx200)/status");
        string free = await box.Does(
            "awk '/MemTotal|MemAvailable/ {print $2}' /proc/meminfo | paste -sd' '"
        );
        long[] total =
        [
            .. free.Split(' ').Select(f => long.Parse(f, CultureInfo.InvariantCulture)),
        ];
        return $"program {long.Parse(program, CultureInfo.InvariantCulture) / 1024} MB, whole box {(total[0] - total[1]) / 1024} of {total[0] / 1024} MB";
    }

    /// <summary>Waits until the box answers OPTIONS at its SIP port, as a telephone sees it.</summary>
    public static async Task AnswersSip(Box box, TimeSpan limit)
    {
        TimeSpan until = box.SinceStart + limit;
        while (box.SinceStart < until)
        {
            if (await AnswersOnce())
            {
                return;
            }

            await Task.Delay(500);
        }

        throw new TimeoutException($"the box answers no SIP within {limit.TotalSeconds:0} s");
    }

    private static async Task<bool> AnswersOnce()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            using var socket = new UdpClient(new IPEndPoint(IPAddress.Parse(BoxNetwork.Office), 0));
            var own = (IPEndPoint)socket.Client.LocalEndPoint!;
            string token = Stopwatch.GetTimestamp().ToString("x", CultureInfo.InvariantCulture);
            byte[] options = Encoding.ASCII.GetBytes(
                $"OPTIONS sip:{BoxNetwork.Box} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{token};rport\r\nMax-Forwards: 70\r\n"
                    + $"From: <sip:office@{own}>;tag={token}\r\nTo: <sip:{BoxNetwork.Box}>\r\nCall-ID: {token}\r\nCSeq: 1 OPTIONS\r\n"
                    + "Content-Length: 0\r\n\r\n"
            );
            await socket.SendAsync(
                options,
                new IPEndPoint(IPAddress.Parse(BoxNetwork.Box), 5060),
                late.Token
            );
            UdpReceiveResult answer = await socket.ReceiveAsync(late.Token);
            return answer.Buffer.AsSpan().StartsWith("SIP/2.0 "u8);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
