using System.Globalization;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance.Image;

/// <summary>Real telephones on the box's cable.</summary>
internal sealed class CallCases(TestBed bed) : ICaseGroup
{
    private static readonly (string Number, Voice Voice)[] s_telephones =
    [
        ("101", Voice.A),
        ("102", Voice.B),
        ("103", Voice.C),
    ];

    private readonly List<Baresip> _phones = [];
    private BoxNetwork? _network;
    private Box? _box;

    public string Name => "calls";

    public bool EndsAtFailure => true;

    private Box Box => _box!;

    /// <summary>A hundred park extensions more than the new box has.</summary>
    private static IEnumerable<string> Slots =>
        Enumerable
            .Range(800, 100)
            .Select(static number => number.ToString(CultureInfo.InvariantCulture));

    public IEnumerable<ImageCase> Cases() =>
        [
            new("three telephones register", Register),
            new("a call is parked with *5 and taken back, with sound", ParkAndTakeBack),
            new("memory with a hundred parked calls", Hundred),
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
        string slots = string.Concat(
            Slots.Select(static number => $"[extension:{number}]\\ntype = park\\n")
        );
        await Box.Does(
            "sed -i 's/^trial.*/trial = 10s\\nlate-ticks = 100/; s/^wait.*/wait = 10m/' /data/qx200/system.ini && "
                + $"printf '{slots}' >> /data/qx200/extensions.ini && systemctl restart qx200"
        );
        await TestBed.AnswersSip(Box, TimeSpan.FromMinutes(10));
        foreach ((string number, Voice voice) in s_telephones)
        {
            _phones.Add(await bed.Phone(await TestBed.AccountOf(Box, number), voice));
        }

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
        await TestBed.Runs(Box, "9.0.1", TimeSpan.FromMinutes(30));
        return $"{before} waited for the parked call, which was taken back; then 9.0.1 started";
    }

    private async Task<string> Hundred()
    {
        await using var waits = new RawPhone(await TestBed.AccountOf(Box, "104"));
        await using var parks = new RawPhone(await TestBed.AccountOf(Box, "105"));
        await waits.Register();
        await parks.Register();
        List<RawCall> waiting = [];
        foreach (string slot in Slots)
        {
            RawCall call = await waits.Invite(parks.Account.Number);
            RawCall parking = await parks.Rings();
            await parking.PickUp();
            await call.Final();
            await parking.TransferTo(slot);
            waiting.Add(call);
        }

        long before = Received();
        string memory = await TestBed.Memory(Box);
        await Task.Delay(1000);
        long packets = Received() - before;
        Assert.True(
            packets > 1000,
            $"{packets} packets in a second and more: no music for a hundred"
        );
        await _phones[2].Dial("850");
        await _phones[2].Connected();
        await _phones[2].HangUp();
        await waiting[50].Ended();
        waiting.RemoveAt(50);
        foreach (RawCall call in waiting)
        {
            Assert.Equal(200, (await call.Bye()).Status);
        }

        return $"{memory}; music came for all of them ({packets} packets meanwhile), one was taken back";
    }

    /// <summary>Packets that have come from the box, as the kernel counts them in this network.</summary>
    private static long Received()
    {
        // "qxtap0: bytes packets ..."
        string cable = File.ReadLines("/proc/self/net/dev")
            .First(line => line.Contains(BoxNetwork.Cable + ":", StringComparison.Ordinal));
        string[] counts = cable.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(counts[1], CultureInfo.InvariantCulture);
    }
}
