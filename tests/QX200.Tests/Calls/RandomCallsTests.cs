using QX200.Tests.Watchers;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>
/// Telephones that do anything that is possible at any time: whatever comes of it, nothing faults, every parking has its
/// record, and nothing is left when all have hung up.
/// </summary>
public sealed class RandomCallsTests : CallScenario
{
    private static readonly string[] Numbers = ["101", "101", "102", "103", "104"];

    private static readonly string[] Targets =
    [
        "101",
        "102",
        "103",
        "104",
        "77",
        "77",
        "78",
        "*5",
        "*5",
        "*577",
        "999",
    ];

    private static readonly string[] Watched = ["77", "78", "101", "102", "103"];

    private static readonly string[] Holds = ["sendonly", "inactive", "sendrecv", "sendrecv"];

    private const string Guarded =
        CallBench.Standard + "\npush-back = PBX:103\nretrieve-access = PBX:101\npassword = 12\n";

    /// <summary>The same without the lower slot, whose call is sent back then.</summary>
    private static readonly string Fewer = Guarded.Replace("[extension:77]", "[extension:99]");

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_telephones_do_nothing_is_left_behind(int seed)
    {
        Use(Guarded);
        var random = new Random(seed);
        Telephone[] phones = [.. Numbers.Select(n => Bench.Phone(n))];
        phones[^1].Allow = "INVITE, ACK, BYE, CANCEL";
        PhoneLamp[] lamps =
        [
            .. Watched.Select((number, i) => phones[i % phones.Length].Watch(number)),
        ];
        for (int i = 0; i < 120; i++)
        {
            Telephone phone = phones[random.Next(phones.Length)];
            int deeds = random.Next(4) == 0 ? 2 : 1;
            Bench.Together([
                .. Enumerable.Range(0, deeds).Select(_ => (Action)(() => Do(phone, random))),
            ]);
            if (random.Next(30) == 0)
            {
                Bench.Use(random.Next(2) == 0 ? Fewer : Guarded);
            }

            Bench.Pass(
                random.Next(40) == 0 ? 61
                : random.Next(5) == 0 ? 2
                : 0.02
            );
            Bench.AssertNobodyIsLost();
            if (i % 10 == 0)
            {
                Bench.Pass(0.1);
                Assert.All(lamps, TellsTheTruth);
            }
        }

        Bench.AssertNothingLeft();
    }

    /// <summary>6.1: a lamp is lit where somebody waits or has a call, and dark where nobody does.</summary>
    private void TellsTheTruth(PhoneLamp lamp)
    {
        if (!lamp.IsOn)
        {
            return;
        }

        string number = SipTexts.Uri($"<{lamp.State.Entity}>")[4..].Split('@')[0];
        int open = lamp.State.Dialogs.Count(static d => !d.StartsWith("terminated"));
        int calls = Bench.Board.Calls.Count(c => c.Stay?.Slot == number);
        int legs = Bench.Legs.All.Count(l => l.Extension == number && l.Name.RemoteTag.Length > 0);
        Assert.True(open == calls + legs, $"{number}: {lamp.Shows} for {calls} + {legs}");
    }

    private void Do(Telephone phone, Random random)
    {
        PhoneCall[] open = [.. phone.Calls.Where(static c => !c.IsOver)];
        PhoneCall? call = open.Length == 0 ? null : open[random.Next(open.Length)];
        if (call is null || (open.Length < 3 && random.Next(5) == 0))
        {
            Dial(phone, random);
        }
        else if (call.IsRinging)
        {
            Meet(call, random);
        }
        else if (call.IsUp)
        {
            Use(call, open, random);
        }
        else if (random.Next(4) == 0)
        {
            call.Hangup();
        }
    }

    private static void Dial(Telephone phone, Random random)
    {
        if (phone.Calls.Count < 15)
        {
            phone.Call(Targets[random.Next(Targets.Length)], offers: random.Next(5) > 0);
        }
    }

    private static void Meet(PhoneCall call, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                call.Respond(486);
                break;
            case 1:
                call.Progress();
                break;
            default:
                call.Answer();
                break;
        }
    }

    private void Use(PhoneCall call, PhoneCall[] open, Random random)
    {
        switch (random.Next(10))
        {
            case 0 or 1:
                call.Offer(new Wording(Holds[random.Next(Holds.Length)]));
                break;
            case 2 or 3:
                call.Refer(Targets[random.Next(Targets.Length)]);
                break;
            case 4:
                call.Refer("100", replaces: open[random.Next(open.Length)]);
                break;
            case 5:
                call.Info('*');
                call.Info('5');
                break;
            case 6:
                call.Info("12#"[random.Next(3)]);
                break;
            case 7:
                call.Phone.Call("100", more: $"Replaces: {AnyDialog(random)}");
                break;
            default:
                call.Hangup();
                break;
        }
    }

    private string AnyDialog(Random random)
    {
        PhoneCall[] all = Bench.OpenCalls;
        return all[random.Next(all.Length)].Dialog;
    }
}
