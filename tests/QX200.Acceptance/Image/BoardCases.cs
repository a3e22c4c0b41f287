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
    // The other end of the loopback: what is played there the line says, and what the line hears is recorded there.
    private const string Record = "/run/arecord -q -D hw:QX200,1 -c 2 -r 8000 -f S16_LE";
    private const string Play = "/run/aplay -q -D plughw:QX200,1";

    private BoxNetwork? _network;
    private Box? _box;
    private Baresip? _phone;

    public string Name => "board";

    public bool EndsAtFailure => true;

    private Box Box => _box!;

    public IEnumerable<ImageCase> Cases() =>
        [
            new("without its board the box has no lines, takes calls and proves nothing", Missing),
            new("the program finds the board by its chip", Finds),
            new("lamps are driven", Lamps),
            new("the button held for 7 s restarts the program", Button),
            new("a lifted receiver is seen and hears the dial tone", Lifted),
            new("keys on the line call a telephone, and both hear each other", Keys),
            new("a call rings the line", Rings),
            new("the self-test tries the board", SelfTest),
            new("the button held for 17 s brings the factory settings back", FactorySettings),
            new("a stick offers an update, the button says yes", Stick),
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

    private async Task<string> Missing()
    {
        _network = await BoxNetwork.Start(bed.Folder);
        _box = await bed.Start(
            "board",
            await bed.Disks.New("board"),
            steady: false,
            stick: await bed.Offer("newer"),
            bare: true
        );
        return await FindsNoBoard();
    }

    /// <summary>Lines and lamps are out of service; telephones on the network are not; and nothing is proven by that.</summary>
    private async Task<string> FindsNoBoard()
    {
        const string Complaint =
            "journalctl -b -u qx200 -o cat --no-pager | grep 'no GPIO chip' | grep 'out of service' | tail -n 1";
        await Box.Until(
            "complaint of the program",
            Complaint,
            said => said.Length > 0,
            TimeSpan.FromMinutes(10)
        );
        await TestBed.AnswersSip(Box, TimeSpan.FromMinutes(10));
        await Box.Until(
            "a verdict that names the lines",
            "cat /run/qx200/verdict",
            verdict => verdict.Contains("line is out of service", StringComparison.Ordinal),
            TimeSpan.FromMinutes(5)
        );
        string proven = await Box.Does(
            ". /etc/os-release; grep -sxF \"$VERSION_ID $BUILD_ID\" /data/update/proven || true"
        );
        Assert.True(proven.Length == 0, $"it has proven itself without its lines: {proven}");
        return await Box.Does(Complaint);
    }

    private async Task<string> Finds()
    {
        await Box.Does(
            "cat > /run/aplay && chmod +x /run/aplay && ln -s aplay /run/arecord",
            Path.Combine(bed.Folder, "aplay")
        );
        await Box.Does(
            "cat > /run/gpio-sim.sh && sh /run/gpio-sim.sh && modprobe snd-aloop id=QX200 pcm_substreams=2",
            Path.Combine(Release.Root, "board", "linux", "gpio-sim.sh")
        );
        // By itself: it waits for its chip.
        await TestBed.AnswersSip(Box, TimeSpan.FromMinutes(10));
        await Box.Does(
            "sed -i 's/^trial.*/trial = 10s\\nlate-ticks = 100/' /data/qx200/system.ini && systemctl restart qx200"
        );
        await TestBed.AnswersSip(Box, TimeSpan.FromMinutes(10));
        string open = await Box.Does(
            "ls -l /proc/$(pidof qx200)/fd | grep -oE 'gpio[a-z:-]*[0-9]*|/dev/snd/[a-zA-Z0-9]*|anon_inode:gpio[a-z-]*' | sort | uniq -c | paste -sd' '"
        );
        Assert.Contains("gpio", open, StringComparison.Ordinal);
        (_, string faults) = await Box.Ask(
            "sleep 5; journalctl _PID=$(pidof qx200) -o cat --no-pager | grep 'out of service'",
            TimeSpan.FromMinutes(2)
        );
        Assert.True(faults.Length == 0, faults);
        return $"open: {string.Join(' ', open.Split(' ', StringSplitOptions.RemoveEmptyEntries))}; both lines are in service";
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
        Pcm tone = await Heard("dial-tone", 2);
        double low = Share(tone, 350);
        double high = Share(tone, 440);
        Assert.True(
            low > 0.3 && high > 0.3,
            $"350 Hz has {low:0.00} and 440 Hz {high:0.00} of what the receiver hears"
        );
        await Box.Does(Pull(3, up: false));
        await Box.Until("dark lamp", Level(11), said => said == "0", TimeSpan.FromMinutes(2));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SHK high: the lamp of line 1 is lit, the dial tone is 350 and 440 Hz ({low:P0}, {high:P0}); low: dark"
        );
    }

    private async Task<string> Keys()
    {
        _phone = await bed.Phone(await TestBed.AccountOf(Box, "101"), Voice.A);
        await Box.Does($"{Pull(3, up: true)}; sleep 2");
        await Say("keys", KeySounds.Of("101"));
        string caller = (await _phone.Rings()).Peer;
        await _phone.Answer();
        await _phone.Connected();
        Task said = Say("voice", Voice.B.Speak(6));
        Pcm heard = await Heard("talk", 3);
        await said;
        await Box.Does(Pull(3, up: false));
        await _phone.Closed();
        await Task.Delay(500);
        Proof.Hears(new Heard(heard), Voice.A);
        Proof.Hears(_phone.Recordings()[^1], Voice.B, 3);
        return $"1 0 1 rings 101, which sees {caller.Split('@')[0].Split(':')[^1]}; the line hears 101, and 101 the line";
    }

    private async Task<string> Rings()
    {
        await _phone!.Dial("111");
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
        return "RM high and F/R toggling; lifting answers and takes RM low; hanging up ends the call";
    }

    private async Task<string> Button()
    {
        string before = await Box.Does("pidof qx200");
        await Press("7");
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

    private async Task<string> SelfTest()
    {
        await Box.Until(
            "proof",
            "cat /data/update/proven",
            said => said.Length > 0,
            TimeSpan.FromMinutes(10)
        );
        string sum = await bed.SelfTest(Box, "--board qx200 --no-questions", "selftest-board.txt");
        await TestBed.AnswersSip(Box, TimeSpan.FromMinutes(5));
        return sum;
    }

    private async Task<string> FactorySettings()
    {
        string before = (await TestBed.AccountOf(Box, "101")).Secret;
        await Press("17");
        await Box.Until(
            "new secrets",
            "grep -A4 'extension:101' /data/qx200/extensions.ini",
            said =>
                said.Contains("secret", StringComparison.Ordinal)
                && !said.Contains(before, StringComparison.Ordinal),
            TimeSpan.FromMinutes(2)
        );
        await TestBed.AnswersSip(Box, TimeSpan.FromMinutes(5));
        await Box.Does("qx200 check --data /data/qx200");
        return "all secrets are new, calls are answered";
    }

    private async Task<string> Stick()
    {
        await Box.Does(
            "udevadm trigger -c add --subsystem-match=block --property-match=ID_BUS=usb"
        );
        await Box.Until(
            "blinking Status lamp",
            $"for i in $(seq 1 40); do {Level(9)}; sleep 0.05; done | sort | uniq -c | wc -l",
            said => said == "2",
            TimeSpan.FromMinutes(5)
        );
        await Press("0.5");
        // The chip of the kernel is gone after the restart, and no system may excuse itself from finding its board.
        await Box.Until(
            "system 9.0.1",
            ". /etc/os-release; echo $VERSION_ID",
            said => said == "9.0.1",
            TimeSpan.FromMinutes(20)
        );
        return $"the Status lamp blinks; a short press, and 9.0.1 is installed and starts, where it says: {await FindsNoBoard()}";
    }

    /// <param name="seconds">As the box's sleep takes them.</param>
    private Task<string> Press(string seconds) =>
        Box.Does($"{Pull(14, up: false)}; sleep {seconds}; {Pull(14, up: true)}");

    private static string Line(int offset) =>
        $"/sys/devices/platform/gpio-sim.*/gpiochip*/sim_gpio{offset}";

    private static string Level(int offset) => $"cat {Line(offset)}/value";

    private static string Pull(int offset, bool up) =>
        $"for f in {Line(offset)}/pull; do echo pull-{(up ? "up" : "down")} > $f; done";

    /// <summary>What the receiver of line 1 hears from now on.</summary>
    private async Task<Pcm> Heard(string name, int seconds)
    {
        await Box.Does($"{Record} -d {seconds} /run/{name}.wav");
        string file = Path.Combine(bed.Folder, $"board-{name}.wav");
        await Box.Fetch($"/run/{name}.wav", file);
        return Wav.Read(file);
    }

    /// <summary>Sound at the microphones of both lines.</summary>
    private async Task Say(string name, Pcm sound)
    {
        string file = Path.Combine(bed.Folder, $"board-{name}.wav");
        Wav.Write(file, sound);
        await Box.Does($"cat > /run/{name}.wav && {Play} /run/{name}.wav", file);
    }

    // In windows of a tenth of a second: emulation slips now and then, and the tone with it.
    private static double Share(Pcm sound, double hertz)
    {
        const double Window = 0.1;
        var pitch = new Voice("", hertz);
        double sum = 0;
        int windows = (int)(sound.Seconds / Window);
        for (int i = 0; i < windows; i++)
        {
            Pcm part = sound.Part(i * Window, (i + 1) * Window);
            sum += pitch.ShareOf(part.Samples, part.Rate);
        }

        return sum / windows;
    }
}
