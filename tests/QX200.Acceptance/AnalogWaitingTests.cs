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
                Proof.Hears(await desk.HeardFor(1.5), Voice.A, 0.8);

                int since = desk.Now;
                await second.Dial("111");
                await desk.Shows("Telephone 102 <102>");
                await Task.Delay(10_000);
                Heard waiting = desk.Heard(since);
                List<Stretch> beeps = waiting.TonesOf(BeepHertz);
                Assert.True(beeps.Count == 2, $"{beeps.Count} beeps:\n{waiting}");
                Assert.All(beeps, static beep => Assert.InRange(beep.Seconds, 0.15, 0.35));
                Assert.InRange(beeps[1].From - beeps[0].From, 10.1, 10.5);
                Proof.Hears(waiting, Voice.A, 9);

                // A flash takes the second caller, and another one goes back.
                await desk.Flash();
                await second.Connected();
                Proof.Hears(await desk.HeardFor(2.5), Voice.C, 0.8);
                await desk.Flash();
                Proof.Hears(await desk.HeardFor(2.5), Voice.A, 0.8);
                await first.HangUp();
                await second.HangUp();
                await desk.HangUp();
                await Task.Delay(300);
                foreach (Baresip caller in (Baresip[])[first, second])
                {
                    Proof.Hears(caller.Recordings()[^1], Voice.B);
                    Proof.HearsTheTune(caller.Recordings()[^1]);
                }
            },
            AnalogOffice.Settings
        );
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
                await sip.Dial("111");
                await one.Rings();
                await one.Shows("Telephone 101 <101>");
                await one.Lift();
                await sip.Connected();
                await one.FlashAnd("112");
                await two.Rings();
                Assert.NotEmpty((await one.HeardFor(1)).TonesOf(440, 480));
                await one.HangUp();
                await one.Is("ready");
                await Task.Delay(1500);
                await two.Is("ringing");
                await two.Lift();
                await two.Is("in-use");
                Proof.Hears(await two.HeardFor(2), Voice.A, 1);
                await two.HangUp();
                await sip.Closed();
                await Task.Delay(300);
                Heard heard = sip.Recordings()[^1];
                Proof.Hears(heard, Voice.C);
                Assert.NotEmpty(heard.TonesOf(440, 480));
            },
            AnalogOffice.Settings
        );
}
