using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance;

/// <summary>Two analog telephones at the box's own lines, and a real SIP telephone: each does what the others can.</summary>
public sealed class AnalogCallTests
{
    [Fact]
    public Task They_call_hold_swap_transfer_and_wait() =>
        Scene.Play(
            async scene =>
            {
                Baresip sip = await scene.Baresip("101", Voice.A);
                Desk one = await scene.Desk(1, Voice.B);
                Desk two = await scene.Desk(2, Voice.C);

                // An analog telephone calls a SIP telephone, holds it by a flash and calls the other analog one.
                await one.Call("101");
                BaresipEvent ringing = await sip.Rings();
                Assert.Contains("111", ringing.Peer, StringComparison.Ordinal);
                await sip.Answer();
                await sip.Connected();
                await Proof.Talk(one, sip);
                await two.IsCalled(
                    "Analog 111 <111>",
                    () => one.FlashAnd("112"),
                    async () =>
                    {
                        await one.Flash();
                        await two.Is("ready");
                    }
                );
                await two.Lift();
                await two.Is("in-use");
                await Proof.Talk(one, two);

                // Another flash goes back, and hanging up connects the other two.
                Task music = Proof.HearsTheTuneSoon(two);
                await one.Flash();
                await Proof.HearsSoon(one, Voice.A, 0.8);
                await music;
                await one.HangUp();
                await one.Is("ready");
                await Proof.Talk(two, sip);
                await two.HangUp();
                await sip.Closed();
                Proof.Hears(await sip.Recording(), Voice.B);
                Proof.Hears(await sip.Recording(), Voice.C);
                Proof.HearsTheTune(await sip.Recording());
            },
            AnalogOffice.Settings
        );
}

/// <summary>Call Park between two analog telephones and a real SIP telephone.</summary>
public sealed class AnalogParkTests
{
    [Fact]
    public Task They_park_by_flash_and_take_back_by_dialling_and_a_timed_out_call_rings_them() =>
        Scene.Play(
            async scene =>
            {
                Baresip sip = await scene.Baresip("101", Voice.A);
                Desk one = await scene.Desk(1, Voice.B);
                Desk two = await scene.Desk(2, Voice.C);

                // A SIP telephone calls an analog one, which parks it by flash and *5 and hears the number.
                await Proof.Call(sip, one, "111");
                await Proof.Talk(sip, one);
                Task number = Proof.HearsSoon(one, "77", heard => Proof.HasTheNumber(heard, "77"));
                await Proof.ParkByKeys(scene.Exchange, () => one.FlashAnd("*5"), one.Flash);
                await number;
                await one.HangUp();

                // The other one takes it back by rotary dial, and parks it on a number of its own.
                await two.LiftAndHearDialTone();
                await two.Dial("77");
                await two.Is("in-use");
                await Proof.Talk(two, sip);
                int returned = await ParkUntilItShowsFromWhere(scene, two, sip);

                // The SIP telephone parks the analog one, which hears the music.
                Task music = Proof.HearsTheTuneSoon(two);
                await Proof.ParkByKeys(scene.Exchange, () => sip.Press("*5"));
                await sip.Closed();
                await music;
                await two.HangUp();
                Proof.HearsTheTune(await sip.Recording());
                Proof.Hears(await sip.Recording(), Voice.B, 0.2);
                Proof.Hears(await sip.Recording(), Voice.C);
                await two.Is("ready");
                await Proof.ParkRecords(
                    scene.Exchange,
                    ["retrieved 112", .. Enumerable.Repeat("returned 112", returned), "abandoned"]
                );
            },
            AnalogOffice.Settings
        );

    // Nobody takes the call: it rings again and shows from where. What is sent to the display is sent once, and where a machine
    // that stands still tears it, the call is parked anew.
    private static async Task<int> ParkUntilItShowsFromWhere(Scene scene, Desk parks, Baresip sip)
    {
        for (int tries = 1; ; tries++)
        {
            await Proof.ParkByKeys(scene.Exchange, () => parks.FlashAnd("78"), parks.Flash);
            await parks.HangUp();
            await parks.Rings();
            Task<string> shows = parks.Shows(Patience.OfATry);
            await ((Task)shows).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await parks.Lift();
            await parks.Is("in-use");
            await Proof.Talk(parks, sip);
            if (shows.IsCompletedSuccessfully || tries == Patience.Tries)
            {
                Assert.StartsWith("Park 78", await shows, StringComparison.Ordinal);
                return tries;
            }
        }
    }
}

/// <summary>The exchange of these tests: two SIP telephones, and one at each line.</summary>
internal static class AnalogOffice
{
    public static ExchangeSettings Settings { get; } =
        new()
        {
            Web = true,
            Users = ["101", "102"],
            Lines = ["111", "112"],
            ParkExtensions = ["77", "78"],

            // The time runs out on one of them alone, so that on the other nothing depends on it.
            OfParks = new Dictionary<string, string> { ["78"] = "retrieve-timeout = 8s" },
        };
}
