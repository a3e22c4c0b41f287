using System.Globalization;
using System.Security.Cryptography;
using Xunit;

namespace QX200.Acceptance.Image;

/// <summary>
/// The plug is pulled. Every write and flush of the disk is recorded; from the record come the disks that a power cut at one
/// or another moment leaves: what a flush had reached is there, and of what was written since, each piece by chance.
/// </summary>
internal sealed class PowerCases(TestBed bed) : ICaseGroup
{
    private const int Cuts = 24;

    private BoxNetwork? _network;
    private string? _saved;
    private string? _start;
    private int _acknowledged;

    public string Name => "power cut";

    public bool EndsAtFailure => false;

    public IEnumerable<ImageCase> Cases() =>
        [
            new("while settings are saved", WhileSaving),
            new("negative control: a disk that ignores flushes", WithoutFlushes),
            new("the box afterwards", Afterwards),
            new("while a bundle is written, at moments by chance", WhileInstalling),
        ];

    public async ValueTask DisposeAsync()
    {
        if (_network is not null)
        {
            await _network.DisposeAsync();
        }
    }

    private async Task<string> WhileSaving()
    {
        _network ??= await BoxNetwork.Start(bed.Folder);
        _start = await bed.Disks.New("save");
        _saved = Path.Combine(bed.Folder, "save.writes");
        await File.WriteAllBytesAsync(_saved, []);
        string worked = await bed.Disks.Copy(_start, "save-run");
        await using (Box box = await bed.Start("save", worked, writeLog: _saved))
        {
            await box.Until(
                "start of the program",
                "systemctl is-active qx200",
                said => said == "active",
                TimeSpan.FromMinutes(20)
            );
            // What the program has said is saved has to be there, wherever the power goes after it.
            (_, string said) = await box.Ask(
                "timeout 60 sh -c 'while qx200 token --data /data/qx200 >/dev/null; do echo saved; done'",
                TimeSpan.FromMinutes(10)
            );
            await box.PullPlug();
            _acknowledged = said.Split('\n')
                .Count(line => line.StartsWith("saved", StringComparison.Ordinal));
        }

        Assert.True(_acknowledged > 0, "nothing was saved before the plug was pulled");
        var log = new WriteLog(_saved);
        int least = int.MaxValue;
        for (int cut = 0; cut < Cuts; cut++)
        {
            string disk = await bed.Disks.Copy(_start, "save-cut");
            int upTo = log.Count - (cut * Math.Max(1, log.Count / 400));
            log.Replay(disk, upTo, cut);
            int tokens = await WholeTokens(disk);
            least = Math.Min(least, tokens);
            if (cut == 0)
            {
                Assert.True(
                    tokens >= _acknowledged,
                    $"{_acknowledged} saves were acknowledged and {tokens} are there"
                );
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Cuts} cuts in {log.Count} writes and {log.Flushes} flushes: settings whole each time, {least} saves or more"
        );
    }

    private async Task<string> WithoutFlushes()
    {
        var log = new WriteLog(_saved!);
        int lost = 0;
        for (int cut = 0; cut < 8; cut++)
        {
            string disk = await bed.Disks.Copy(_start!, "save-cut");
            log.Replay(disk, log.Count, cut, obeyFlushes: false);
            try
            {
                lost += await WholeTokens(disk) < _acknowledged ? 1 : 0;
            }
            catch (Exception fault)
                when (fault is InvalidOperationException or Xunit.Sdk.XunitException)
            {
                lost++;
            }
        }

        Assert.True(
            lost > 0,
            "a disk that lies about flushes lost nothing: this test would not notice anything"
        );
        return $"{lost} of 8 such disks have lost saves";
    }

    private async Task<string> Afterwards()
    {
        var log = new WriteLog(_saved!);
        string disk = await bed.Disks.Copy(_start!, "save-after");
        (int kept, int lost) = log.Replay(disk, log.Count, 7);
        await using Box box = await bed.Start("save-after", disk);
        await TestBed.AnswersSip(box, TimeSpan.FromMinutes(10));
        string check = await box.Does(
            "qx200 check --data /var/lib/qx200 && cat /run/qx200-data.state"
        );
        return $"answers calls, settings without a mistake ({check.Replace('\n', ' ')}; {kept} writes kept, {lost} lost)";
    }

    private async Task<string> WhileInstalling()
    {
        _network ??= await BoxNetwork.Start(bed.Folder);
        string start = await bed.Disks.New("install");
        string record = Path.Combine(bed.Folder, "install.writes");
        await File.WriteAllBytesAsync(record, []);
        string worked = await bed.Disks.Copy(start, "install-run");
        await using (Box box = await bed.Start("install", worked, writeLog: record))
        {
            await bed.Carry(box, "newer");
            // The restart that would follow is not wanted here.
            await box.Does("systemctl stop qx200-restart.path");
            await box.Does("qx200 update /data/newer.raucb");
            await box.PullPlug();
        }

        var log = new WriteLog(record);
        string[] systemA = await Sums(start, 'A');
        string[] systemB = await Sums(worked, 'B');
        Dictionary<char, int> slots = new() { ['A'] = 0, ['B'] = 0 };
        var random = new Random(42);
        for (int cut = 0; cut < Cuts; cut++)
        {
            string disk = await bed.Disks.Copy(start, "install-cut");
            log.Replay(disk, cut == 0 ? log.Count : random.Next(log.Count), cut);
            var state = BootState.Read(disk);
            slots[state.Slot]++;
            Assert.Equal(state.Slot == 'A' ? systemA : systemB, await Sums(disk, state.Slot));
        }

        return $"{Cuts} cuts in {log.Count} writes: the system that starts is whole each time ({slots['A']} times the old, {slots['B']} times the new)";
    }

    private static async Task<string[]> Sums(string disk, char slot)
    {
        char lower = char.ToLowerInvariant(slot);
        return [await Sum(disk, $"kernel_{lower}"), await Sum(disk, $"rootfs_{lower}")];
    }

    private static async Task<string> Sum(string disk, string partition)
    {
        (long start, long length) = Disks.Partition(disk, partition);
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using FileStream file = File.OpenRead(disk);
        file.Position = start;
        byte[] block = new byte[1 << 20];
        for (long left = length; left > 0; left -= block.Length)
        {
            await file.ReadExactlyAsync(block);
            sha.AppendData(block);
        }

        return Convert.ToHexString(sha.GetHashAndReset());
    }

    /// <summary>How many API tokens the data partition holds after the file system's own repair; each line has to be whole.</summary>
    private async Task<int> WholeTokens(string disk)
    {
        (long start, long length) = Disks.Partition(disk, "data");
        string partition = Path.Combine(bed.Folder, "data.part");
        await BoxNetwork.Run(
            "dd",
            $"if={disk}",
            $"of={partition}",
            "bs=64K",
            "iflag=skip_bytes,count_bytes",
            $"skip={start}",
            $"count={length}",
            "conv=sparse",
            "status=none"
        );
        await BoxNetwork.Run(
            "bash",
            "-c",
            $"e2fsck -fy {partition} >/dev/null 2>&1; test $? -lt 4"
        );
        string tokens = Path.Combine(bed.Folder, "tokens");
        File.Delete(tokens);
        await BoxNetwork.Run("debugfs", "-R", $"dump /qx200/tokens {tokens}", partition);
        if (!File.Exists(tokens))
        {
            return 0;
        }

        string[] lines = await File.ReadAllLinesAsync(tokens);
        Assert.All(lines, line => Assert.Equal(3, line.Split(' ').Length));
        return lines.Length;
    }
}
