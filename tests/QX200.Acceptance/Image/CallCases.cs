using System.Globalization;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance.Image;

/// <summary>Real telephones on the box's cable.</summary>
internal sealed class CallCases(TestBed bed) : ICaseGroup
{
    private readonly List<Baresip> _phones = [];
    private BoxNetwork? _network;
    private Box? _box;
    private Dictionary<string, string> _secrets = [];

    public string Name => "calls";

    public bool EndsAtFailure => true;

    private Box Box => _box!;

    public IEnumerable<ImageCase> Cases() =>
        [
            new("three telephones register", Register),
            new("a call is parked with *5 and taken back, with sound", ParkAndTakeBack),
            new("an update while a call is parked", UpdateWhileParked),
        ];

    public async ValueTask DisposeAsync()
    {
        foreach (Baresip phone in _phones)
        {
            await phone.DisposeAsync();
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

    private async Task<string> Register()
    {
        _network = await BoxNetwork.Start(bed.Folder);
        _box = await bed.Start("calls", await bed.Disks.New("calls"), steady: false);
        await TestBed.AnswersSip(Box, TimeSpan.FromMinutes(10));
        await Box.Does(
            "sed -i 's/^trial.*/trial = 10s\\nlate-ticks = 100/; s/^wait.*/wait = 10m/' /data/qx200/system.ini && systemctl restart qx200"
        );
        await TestBed.AnswersSip(Box, TimeSpan.FromMinutes(10));
        string ini = await Box.Does("cat /data/qx200/extensions.ini");
        _secrets = Secrets(ini);
        _phones.Add(await Phone("101", Voice.A));
        _phones.Add(await Phone("102", Voice.B));
        _phones.Add(await Phone("103", Voice.C));
        return "101, 102 and 103 by UDP, with the secrets of the new box";
    }

    private async Task<string> ParkAndTakeBack()
    {
        (Baresip waits, Baresip parks, Baresip takes) = (_phones[0], _phones[1], _phones[2]);
        await Proof.Call(waits, parks);
        await Task.Delay(2000);
        await parks.Press("*5");
        await parks.Closed(TimeSpan.FromMinutes(1));
        await Task.Delay(3000);
        await takes.Dial("71");
        await takes.Connected();
        await Task.Delay(3000);
        await takes.HangUp();
        await waits.Closed();
        await Task.Delay(500);

        Proof.HearsTheNumber(parks.Recordings()[^1], "71");
        Proof.HearsTheTune(waits.Recordings()[^1]);
        Proof.HeardEachOther((waits.Recordings()[^1], Voice.A), (takes.Recordings()[^1], Voice.C));
        double likeness = waits.Recordings()[^1].LikenessTo(Reference.Tune);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"\"seven one\" heard, the tune heard (likeness {likeness:0.00}), both voices after"
        );
    }

    private async Task<string> UpdateWhileParked()
    {
        (Baresip waits, Baresip parks, Baresip takes) = (_phones[0], _phones[1], _phones[2]);
        await Proof.Call(waits, parks);
        await Task.Delay(1000);
        await parks.Press("*5");
        await parks.Closed(TimeSpan.FromMinutes(1));

        await bed.Carry(Box, "newer");
        await Box.Does("qx200 update /data/newer.raucb");
        await Task.Delay(10_000);
        Assert.False(
            waits.Events.Holds(e => e.Type == "CALL_CLOSED"),
            "the parked call was ended by the installation"
        );
        string before = await Box.Does(". /etc/os-release; echo $VERSION_ID");
        await takes.Dial("71");
        await takes.Connected();
        await Task.Delay(2000);
        await takes.HangUp();
        await waits.Closed();
        await Box.Until(
            "the new system",
            ". /etc/os-release; echo $VERSION_ID; systemctl is-active qx200",
            said =>
                said.StartsWith("9.0.1", StringComparison.Ordinal)
                && said.EndsWith("active", StringComparison.Ordinal),
            TimeSpan.FromMinutes(30)
        );
        return $"{before} waited for the parked call, which was taken back; then 9.0.1 started";
    }

    private async Task<Baresip> Phone(string number, Voice voice)
    {
        string folder = Path.Combine(bed.Folder, "phone-" + number);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        var account = new Account(number, _secrets[number], 5060)
        {
            Exchange = BoxNetwork.Box,
            Own = BoxNetwork.Office,
        };
        return await Baresip.Start(folder, account, voice);
    }

    public static Dictionary<string, string> Secrets(string ini)
    {
        Dictionary<string, string> secrets = new(StringComparer.Ordinal);
        string number = "";
        foreach (string line in ini.Split('\n'))
        {
            if (line.StartsWith("[extension:", StringComparison.Ordinal))
            {
                number = line["[extension:".Length..].TrimEnd(']', '\r');
            }
            else if (line.StartsWith("secret = ", StringComparison.Ordinal))
            {
                secrets[number] = line["secret = ".Length..].Trim();
            }
        }

        return secrets;
    }
}
