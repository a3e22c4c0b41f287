using Xunit;

namespace QX200.Acceptance.Image;

/// <summary>The data partition is full, spoilt, or gone; so are both systems.</summary>
internal sealed class DataCases(TestBed bed) : ICaseGroup
{
    // Root has a hundredth of the partition for itself; the program has not.
    private const string AsProgram = "setpriv --reuid=qx200 --regid=qx200 --clear-groups";

    private BoxNetwork? _network;

    public string Name => "partitions";

    public bool EndsAtFailure => false;

    public IEnumerable<ImageCase> Cases() =>
        [
            new("data full to the last byte", Full),
            new("the beginning of data overwritten", () => Spoilt("head", 1 << 20, "mended")),
            new("all of data overwritten", () => Spoilt("all", 1L << 30, "new")),
            new("both systems overwritten, and a stick with the image", Rescue),
            new("the first copy of the boot state overwritten", FirstCopy),
        ];

    public async ValueTask DisposeAsync()
    {
        if (_network is not null)
        {
            await _network.DisposeAsync();
        }
    }

    private async Task<string> Full()
    {
        _network ??= await BoxNetwork.Start(bed.Folder);
        await using Box box = await bed.Start("full", await bed.Disks.New("full"));
        await TestBed.AnswersSip(box, TimeSpan.FromMinutes(10));
        await box.Ask(
            $"{AsProgram} dd if=/dev/zero of=/data/qx200/big bs=1M; {AsProgram} dd if=/dev/zero of=/data/qx200/small bs=512; sync",
            TimeSpan.FromMinutes(20)
        );
        // And the hundredth that root has for itself.
        await box.Ask(
            "dd if=/dev/zero of=/data/last bs=64K; dd if=/dev/zero of=/data/least bs=512; sync",
            TimeSpan.FromMinutes(20)
        );
        string free = await box.Does("df --output=avail /data | tail -n 1");
        string secret = (await TestBed.AccountOf(box, "101")).Secret;
        string boot = await box.Does("cat /proc/sys/kernel/random/boot_id");
        await box.Ask("systemctl reboot", TimeSpan.FromMinutes(2));
        await box.Until(
            "next start",
            "cat /proc/sys/kernel/random/boot_id",
            said => said.Length == boot.Length && said != boot,
            TimeSpan.FromMinutes(20)
        );
        await TestBed.AnswersSip(box, TimeSpan.FromMinutes(10));
        Assert.Equal(secret, (await TestBed.AccountOf(box, "101")).Secret);
        string state = await box.Does("cat /run/qx200-data.state");
        Assert.Equal("good", state);
        (int code, string said) = await box.Ask(
            $"{AsProgram} qx200 token --data /data/qx200",
            TimeSpan.FromMinutes(5)
        );
        await box.Does(
            "rm /data/qx200/big /data/qx200/small /data/last /data/least && qx200 check --data /data/qx200"
        );
        await Unmendable(box, secret);
        return $"{free.Trim()} KB free, calls are answered and settings are there after the next start; a save then says: {(code == 0 ? "saved" : said.Split('\n')[^1])}; an e2fsck that can't mend it loses no setting";
    }

    /// <summary>The start's own script, where e2fsck finds what it can't mend: what can be read is taken over.</summary>
    private static async Task Unmendable(Box box, string secret)
    {
        await box.Does(
            "systemctl stop qx200 qx200-log-tail qx200-trial qx200-log-hourly.timer && umount /data && "
                + "printf '#!/bin/sh\\nexit 8\\n' > /run/no-fsck && chmod +x /run/no-fsck && mount --bind /run/no-fsck /usr/sbin/e2fsck && "
                + "/usr/lib/qx200/data && umount /usr/sbin/e2fsck && systemctl start qx200"
        );
        await TestBed.AnswersSip(box, TimeSpan.FromMinutes(10));
        Assert.Equal("saved", await box.Does("cat /run/qx200-data.state"));
        Assert.Equal(secret, (await TestBed.AccountOf(box, "101")).Secret);
    }

    /// <param name="length">How many bytes from the beginning.</param>
    private async Task<string> Spoilt(string name, long length, string expected)
    {
        _network ??= await BoxNetwork.Start(bed.Folder);
        string disk = await bed.Disks.New("spoilt-" + name);
        Disks.Spoil(disk, "data", 0, length);
        await using Box box = await bed.Start("spoilt-" + name, disk);
        await TestBed.AnswersSip(box, TimeSpan.FromMinutes(10));
        string state = await box.Does(
            "cat /run/qx200-data.state; qx200 check --data /data/qx200; df -h /data | tail -n 1"
        );
        Assert.Equal(expected, state.Split('\n')[0]);
        return $"answers calls: {state.Replace('\n', ' ')}";
    }

    private async Task<string> Rescue()
    {
        _network ??= await BoxNetwork.Start(bed.Folder);
        string disk = await bed.Disks.New("rescue");
        string secret;
        await using (Box healthy = await bed.Start("rescue", disk))
        {
            await TestBed.AnswersSip(healthy, TimeSpan.FromMinutes(10));
            secret = (await TestBed.AccountOf(healthy, "101")).Secret;
            await healthy.Does("sync");
        }

        foreach (string partition in new[] { "kernel_a", "rootfs_a", "kernel_b", "rootfs_b" })
        {
            Disks.Spoil(disk, partition, 0, long.MaxValue);
        }

        string stick = await bed.Disks.RescueStick(bed.Key + ".pub");
        await using Box box = Box.Start(
            bed.Folder,
            "rescued",
            new BoxSetup(disk, stick, Steady: false, OldPort: true)
        );
        await box.Reachable();
        await TestBed.AnswersSip(box, TimeSpan.FromMinutes(10));
        Assert.Equal(secret, (await TestBed.AccountOf(box, "101")).Secret);
        string from = await box.Does("sed 's/.*root=PARTLABEL=\\([a-z_]*\\).*/\\1/' /proc/cmdline");
        return $"after {box.Serial.All.Count(line => line.Contains("did not start", StringComparison.Ordinal))} kernels that are none the stick writes both systems; {from} answers calls, settings are as they were";
    }

    private async Task<string> FirstCopy()
    {
        _network ??= await BoxNetwork.Start(bed.Folder);
        string disk = await bed.Disks.New("env");
        Disks.Spoil(disk, "env", 0, 4096);
        await using Box box = await bed.Start("env", disk);
        Assert.Contains(
            box.Serial.All,
            line => line.Contains("reading the second", StringComparison.Ordinal)
        );
        Assert.Equal(
            2,
            int.Parse(
                await box.Does("/usr/bin/fw_printenv -n BOOT_A_LEFT"),
                System.Globalization.CultureInfo.InvariantCulture
            )
        );
        return "U-Boot takes the second and writes both anew";
    }
}
