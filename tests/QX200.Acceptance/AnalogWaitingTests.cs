using System.Diagnostics;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance;

/// <summary>Somebody else calls an analog telephone that talks.</summary>
public sealed class AnalogWaitingTests
{
    private const int BeepHertz = 440;

    [Fact]
    public Task It_beeps_again_and_again_shows_who_that_is_and_a_flash_goes_back_and_forth() =>
        Scene.Play(
            async scene =>
            {
                Baresip first = await scene.Baresip("101", Voice.A);
                Baresip second = await scene.Baresip("102", Voice.C);
                Desk desk = await scene.Desk(1, Voice.B);
                await Proof.Call(first, desk, "111");
                await Proof.HearsSoon(desk, Voice.A, 0.8);

                await IsBeptAt(desk, second);

                // A flash takes the second caller, and another one goes back.
                await desk.Flash();
                await second.Connected();
                await Proof.Talk(desk, second);
                await Proof.HearsTheTuneSoon(first);
                await desk.Flash();
                await Proof.Talk(desk, first);
                await Proof.HearsTheTuneSoon(second);
                await first.HangUp();
                await second.HangUp();
                await desk.HangUp();
                foreach (Baresip caller in (Baresip[])[first, second])
                {
                    Proof.Hears(await caller.Recording(), Voice.B);
                    Proof.HearsTheTune(await caller.Recording());
                }
            },
            AnalogOffice.Settings
        );

    // Both beeps whole, and the talk goes on around them. A machine that stands still tears a beep, or the time between.
    private static async Task IsBeptAt(Desk desk, Baresip second)
    {
        for (int tries = 1; ; tries++)
        {
            Func<Heard> listen = desk.Listen();
            long begun = Stopwatch.GetTimestamp();
            await desk.IsCalled(
                "Telephone 102 <102>",
                () =>
                {
                    listen = desk.Listen();
                    return second.Dial("111");
                },
                GiveUp
            );
            Heard heard = listen();
            await Patience.Until(
                () =>
                    Beeps(heard = listen()) is [_, { To: var end }, ..]
                    && heard.Seconds > end + 0.3,
                () => $"no two beeps:\n{heard}"
            );
            List<Stretch> beeps = Beeps(heard);

            // So much may be missing in what was heard.
            double lost = Standstills.Sum(begun).TotalSeconds;
            bool isWell =
                beeps.Count == 2
                && beeps.TrueForAll(static b => b.Seconds is >= 0.15 and <= 0.35)
                && beeps[1].From - beeps[0].From <= 10.5
                && beeps[1].From - beeps[0].From >= 10.1 - lost
                && heard.SecondsOf(Voice.A) >= 9 - (3 * lost);
            if (isWell)
            {
                return;
            }

            Assert.True(
                tries < Patience.Tries,
                $"beeps at {string.Join(", ", beeps)}, within\n{heard}"
            );
            await GiveUp();
        }

        async Task GiveUp()
        {
            await second.HangUp();
            await second.Closed();
        }
    }

    // A hair's breadth of something else within a beep is still the same beep.
    private static List<Stretch> Beeps(Heard heard)
    {
        var beeps = new List<Stretch>();
        foreach (Stretch tone in heard.TonesOf(BeepHertz))
        {
            if (beeps is [.., var last] && tone.From - last.To < 0.1)
            {
                beeps[^1] = last with { To = tone.To };
            }
            else
            {
                beeps.Add(tone);
            }
        }

        return beeps;
    }
}

/// <summary>An analog telephone transfers while the third telephone still rings.</summary>
public sealed class AnalogTransferTests
{
    [Fact]
    public Task Who_hangs_up_while_it_rings_connects_to_whoever_answers() =>
        Scene.Play(
            async scene =>
            {
                Baresip sip = await scene.Baresip("101", Voice.A);
                Desk one = await scene.Desk(1, Voice.B);
                Desk two = await scene.Desk(2, Voice.C);
                await one.IsCalled(
                    "Telephone 101 <101>",
                    () => sip.Dial("111"),
                    async () =>
                    {
                        await sip.HangUp();
                        await sip.Closed();
                        await one.Is("ready");
                    }
                );
                await one.Lift();
                await sip.Connected();
                await one.FlashAnd("112");
                await two.Rings();
                await Proof.HearsSoon(one, "ringing", IsRinging);
                await one.HangUp();
                await one.Is("ready");
                await Proof.HearsSoon(sip, "ringing", IsRinging);
                await two.Is("ringing");
                await two.Lift();
                await two.Is("in-use");
                await Proof.Talk(two, sip);
                await two.HangUp();
                await sip.Closed();
                Heard heard = await sip.Recording();
                Proof.Hears(heard, Voice.C);
                Assert.True(IsRinging(heard), heard.ToString());
            },
            AnalogOffice.Settings
        );

    private static bool IsRinging(Heard heard) => heard.TonesOf(440, 480).Count > 0;
}
