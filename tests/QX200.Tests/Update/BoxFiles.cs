using QX200.Update;

namespace QX200.Tests.Update;

/// <summary>What an appliance's image and its units keep, below a folder of the test's own: version 1.4.0 in slot A.</summary>
internal sealed class BoxFiles
{
    public const string Proven = "1.4.0 abc1234";

    public BoxFiles(string root)
    {
        Places = new UpdatePlaces(root);
        Write("etc/os-release", "ID=qx200\nVERSION_ID=1.4.0\nBUILD_ID=abc1234\n");
        Write(
            "etc/rauc/system.conf",
            """
            [system]
            compatible=qx200-arm64
            bootloader=uboot

            [slot.rootfs.0]
            device=/dev/qx200/rootfs_a

            [slot.rootfs.1]
            device=/dev/qx200/rootfs_b
            bootname=B
            """
        );
        Runs("A");
        Write("data/update/proven", "1.3.0 0000001\n" + Proven + "\n");
        Directory.CreateDirectory(Places.Uploads);
        Directory.CreateDirectory(Run);
    }

    public UpdatePlaces Places { get; }

    public string Run => Places.At("run/qx200");

    public void Runs(string slot) =>
        Write("proc/cmdline", $"console=ttyAMA0 rauc.slot={slot} panic=5\n");

    public void Reports(UpdateReport report) =>
        Write("run/qx200-update/report.json", report.ToJson());

    /// <summary>The partition of a slot, in sectors of 512 bytes.</summary>
    public void Partition(string name, int sectors)
    {
        Write($"dev/{name}", "");
        Write($"sys/class/block/{name}/size", $"{sectors}\n");
        Directory.CreateDirectory(Places.At("dev/qx200"));
        File.CreateSymbolicLink(Places.At("dev/qx200/rootfs_b"), $"../{name}");
    }

    public void Write(string path, string content)
    {
        string file = Places.At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    public string Read(string path) =>
        File.Exists(Places.At(path)) ? File.ReadAllText(Places.At(path)) : "";
}
