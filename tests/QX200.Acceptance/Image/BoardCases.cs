using System.Globalization;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance.Image;

/// <summary>
/// The real board's code, over libgpiod and ALSA, on the kernel's own stand-ins: gpio-sim for the chip, snd-aloop for the
/// sound card, whose other end is the telephones'.
/// </summary>
internal sealed class BoardCases(TestBed bed) : ICaseGroup
{
    private BoxNetwork? _network;
    private Box? _box;
    private Baresip? _phone;

    public string Name => "board";

    public bool EndsAtFailure => true;

    private Box Box => _box!;

    public IEnumerable<ImageCase> Cases() =>
        [
            new("the program finds the board by its chip", Finds),
            new("lamps are driven", Lamps),
            new("the button restarts the program", Button),
            new("a lifted receiver is seen", Lifted),
            new("a call rings the line", Rings),
        ];

    public async ValueTask DisposeAsync()
    {
        if (_phone is not null)
        {
            await _phone.DisposeAsync();
        }

        if (_box is not null)
        {
            await _box.DisposeAsync();
        }

        if (_network is not null)
        {
            await _network.DisposeAsync();
        }
    }

    private async Task<string> Finds()
    {
        _network = await BoxNetwork.Start(bed.Folder);
        _box = await bed.Start("board", await bed.Disks.New("board"), steady: false);
        await Box.Does(
            "cat > /run/gpio-sim.sh && sh /run/gpio-sim.sh && modprobe snd-aloop id=QX200 pcm_substreams=2",
            Path.Combine(Release.Root, "board", "linux", "gpio-sim.sh")
        );
        await Box.Does("systemctl restart qx200");
        await TestBed.AnswersSip(Box, TimeSpan.FromMinutes(10));
        string open = await Box.Does(
            "ls -l /proc/$(pidof qx200)/fd | grep -oE 'gpio[a-z:-]*[0-9]*|/dev/snd/[a-zA-Z0-9]*|anon_inode:gpio[a-z-]*' | sort | uniq -c | paste -sd' '"
        );
        Assert.Contains("gpio", open, StringComparison.Ordinal);
        string faults = await Box.Does(
            "journalctl -b -u qx200 -o cat --no-pager | grep -iE 'line [12]|port [12]|voice|out of service' | tail -n 3 | paste -sd' '; true"
        );
        return $"open: {string.Join(' ', open.Split(' ', StringSplitOptions.RemoveEmptyEntries))} {faults}";
    }

    private async Task<string> Lamps()
    {
        await Box.Until(
            "power and network lamps",
            $"{Level(8)}; {Level(10)}",
            said => said.Split('\n') is ["1", "1"],
            TimeSpan.FromMinutes(2)
        );
        return "power and network are lit";
    }

    private async Task<string> Lifted()
    {
        await Box.Does(Pull(3, up: true));
        await Box.Until("line 1's lamp", Level(11), said => said == "1", TimeSpan.FromMinutes(2));
        await Box.Does(Pull(3, up: false));
        await Box.Until("dark lamp", Level(11), said => said == "0", TimeSpan.FromMinutes(2));
        return "SHK high: the lamp of line 1 is lit; low: dark";
    }

    private async Task<string> Rings()
    {
        string ini = await Box.Does("cat /data/qx200/extensions.ini");
        string number = NumberOf(ini, "line = fxs1");
        string secret = CallCases.Secrets(ini)["101"];
        string folder = Path.Combine(bed.Folder, "board-phone");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        _phone = await Baresip.Start(
            folder,
            new Account("101", secret, 5060) { Exchange = BoxNetwork.Box, Own = BoxNetwork.Office },
            Voice.A
        );
        await _phone.Dial(number);
        await Box.Until("ringing mode", Level(0), said => said == "1", TimeSpan.FromMinutes(2));
        string rings = await Box.Does($"for i in $(seq 1 60); do {Level(1)}; done | uniq | wc -l");
        Assert.True(
            int.Parse(rings, CultureInfo.InvariantCulture) > 2,
            $"F/R changed {rings} times in 60 looks"
        );
        await Box.Does(Pull(3, up: true));
        await _phone.Connected();
        await Box.Until("end of ringing", Level(0), said => said == "0", TimeSpan.FromMinutes(1));
        await Task.Delay(2000);
        await Box.Does(Pull(3, up: false));
        await _phone.Closed();
        return $"RM high and F/R toggling; lifting answers and takes RM low; hanging up ends the call ({number})";
    }

    private async Task<string> Button()
    {
        string before = await Box.Does("pidof qx200");
        await Box.Does($"{Pull(14, up: false)}; sleep 7; {Pull(14, up: true)}");
        await Box.Until(
            "new start of the program",
            "pidof qx200; systemctl is-active qx200",
            said =>
                said.EndsWith("\nactive", StringComparison.Ordinal)
                && !said.StartsWith(before + "\n", StringComparison.Ordinal),
            TimeSpan.FromMinutes(5)
        );
        return "held for 7 s: the program has started anew";
    }

    private static string Line(int offset) =>
        $"/sys/devices/platform/gpio-sim.*/gpiochip*/sim_gpio{offset}";

    private static string Level(int offset) => $"cat {Line(offset)}/value";

    private static string Pull(int offset, bool up) =>
        $"for f in {Line(offset)}/pull; do echo pull-{(up ? "up" : "down")} > $f; done";

    private static string NumberOf(string ini, string mark)
    {
        string[] lines = ini.Split('\n');
        int at = Array.FindIndex(lines, line => line.Trim() == mark);
        for (; at >= 0; at--)
        {
            if (lines[at].StartsWith("[extension:", StringComparison.Ordinal))
            {
                return lines[at]["[extension:".Length..].TrimEnd(']', '\r');
            }
        }

        throw new InvalidOperationException($"no extension has \"{mark}\"");
    }
}
