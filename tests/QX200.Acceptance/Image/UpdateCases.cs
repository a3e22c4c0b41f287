using System.Text.Json;
using Xunit;

namespace QX200.Acceptance.Image;

/// <summary>Bundles, good ones and others, and what the box makes of them.</summary>
internal sealed class UpdateCases(TestBed bed) : ICaseGroup
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(40);

    private BoxNetwork? _network;
    private Box? _box;

    public string Name => "update";

    public bool EndsAtFailure => true;

    private Box Box => _box!;

    public IEnumerable<ImageCase> Cases() =>
        [
            new("a box that has proven itself", Begin),
            new("an older bundle", () => Refused("older", "and to go back")),
            new("a bundle for another board", () => Refused("other-board", "qx900-arm64")),
            new("a bundle signed by a stranger", () => Refused("stranger", "signature")),
            new("a bundle with four bytes changed", () => Refused("tampered", "damaged")),
            new("an older bundle over the API", OlderOverApi),
            new("a newer bundle over the API", NewerOverApi),
            new("the new system proves itself", NewerIsGood),
            new("a system that starts but is sick", Sick),
            new("a broken kernel", BrokenKernel),
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

    private async Task<string> Begin()
    {
        _network = await BoxNetwork.Start(bed.Folder);
        _box = await bed.Start("update", await bed.Disks.New("update"));
        await Box.Does(
            "sed -i 's/^trial.*/trial = 10s\\nlate-ticks = 100/; s/^wait.*/wait = 1m/' /data/qx200/system.ini && systemctl restart qx200"
        );
        await Box.Until("proof", "cat /data/update/proven", said => said.Length > 0, Long);
        return await Box.Does("cat /data/update/proven");
    }

    private async Task<string> Refused(string bundle, string word)
    {
        string before = await Idle();
        await bed.Carry(Box, bundle);
        (int code, string said) = await Box.Ask(
            $"qx200 update /data/{bundle}.raucb",
            TimeSpan.FromMinutes(20)
        );
        await Box.Does($"rm /data/{bundle}.raucb");
        Assert.Equal(1, code);
        string sentence = said.Split('\n')[^1];
        Assert.Contains(
            word == "and to go back" ? "to go back" : word,
            sentence,
            StringComparison.Ordinal
        );
        Assert.Equal(before, await Idle());
        return sentence;
    }

    private async Task<string> OlderOverApi()
    {
        string before = await Idle();
        JsonElement end = await Upload("older");
        Assert.Equal("refused", end.GetProperty("phase").GetString());
        Assert.Equal(before, await Idle());
        return end.GetProperty("sentence").GetString()!;
    }

    private async Task<string> NewerOverApi()
    {
        JsonElement end = await Upload("newer");
        await ComesBackAs("9.0.1");
        return $"{end.GetProperty("phase")}: {end.GetProperty("sentence")}";
    }

    /// <summary>Uploads a bundle as a script does, and waits for what becomes of it.</summary>
    private async Task<JsonElement> Upload(string bundle)
    {
        using BoxApi api = await BoxApi.Open(Box);
        (int status, string body) = await api.Post("update", bed.Bundle(bundle));
        Assert.True(status is >= 200 and < 300, $"{status} {body}");
        TimeSpan until = Box.SinceStart + TimeSpan.FromMinutes(20);
        JsonElement now = default;
        while (Box.SinceStart < until)
        {
            try
            {
                now = await api.Get("update");
            }
            catch (HttpRequestException)
            {
                // It restarts into what it has installed.
                return now;
            }

            if (now.GetProperty("phase").GetString() is "refused" or "installed")
            {
                return now;
            }

            await Task.Delay(1000);
        }

        throw new TimeoutException($"the update does not come to an end: {now}");
    }

    private async Task<string> NewerIsGood()
    {
        await Box.Until(
            "proof of the new system",
            "grep '^9.0.1 ' /data/update/proven && /usr/bin/fw_printenv -n BOOT_B_LEFT",
            said => said.EndsWith('3'),
            Long
        );
        return await Box.Does(
            "cat /run/qx200-data.state; ls /data/update/kept; /usr/bin/fw_printenv | paste -sd' '"
        );
    }

    private async Task<string> Sick()
    {
        await bed.Carry(Box, "sick");
        while (Box.Serial.Holds(IsStart))
        {
            await Box.Serial.Take("earlier start", IsStart, TimeSpan.Zero);
        }

        await Box.Does("qx200 update /data/sick.raucb; rm /data/sick.raucb");
        int starts = 0;
        for (; starts < 6; starts++)
        {
            string start = await Box.Serial.Take("start by U-Boot", IsStart, Long);
            if (start.Contains("starting system B", StringComparison.Ordinal))
            {
                break;
            }
        }

        await ComesBackAs("9.0.1");
        string log = await Box.Does(
            "zcat /data/log/sick.gz | grep -a 'has not proven itself' | tail -n 1"
        );
        Assert.Contains("9.0.2", log, StringComparison.Ordinal);
        return $"after {starts} starts back in 9.0.1";
    }

    private async Task<string> BrokenKernel()
    {
        await bed.Carry(Box, "broken-kernel");
        await Box.Does("qx200 update /data/broken-kernel.raucb; rm /data/broken-kernel.raucb");
        for (int start = 1; start <= 3; start++)
        {
            await Box.Serial.Take($"kernel that does not start, time {start}", IsRefusal, Long);
        }

        await ComesBackAs("9.0.1");
        Assert.False(Box.Serial.Holds(IsRefusal), "U-Boot tried that kernel once more");
        return "U-Boot refuses it three times, back in 9.0.1";
    }

    private static bool IsRefusal(string line) =>
        line.Contains("the kernel of system A did not start", StringComparison.Ordinal);

    private static bool IsStart(string line) =>
        line.Contains("QX200: starting system", StringComparison.Ordinal);

    /// <summary>What is in the slot that does not run, and what the boot state says.</summary>
    private Task<string> Idle() =>
        Box.Does("sha256sum < /dev/qx200/kernel_b; /usr/bin/fw_printenv | sort | paste -sd' '");

    private async Task ComesBackAs(string version)
    {
        await TestBed.Runs(Box, version, Long);
        await TestBed.AnswersSip(Box, TimeSpan.FromMinutes(5));
    }
}
