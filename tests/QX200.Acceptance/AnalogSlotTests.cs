using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance;

/// <summary>Analog telephones at park extensions whose number they know.</summary>
public sealed class AnalogSlotTests
{
    [Fact]
    public Task The_code_with_a_number_parks_there_and_an_occupied_number_is_taken_back_while_another_call_is_held() =>
        Scene.Play(
            async scene =>
            {
                Baresip waits = await scene.Baresip("101", Voice.A);
                Baresip other = await scene.Baresip("102", Voice.C);
                Desk desk = await scene.Desk(1, Voice.B);
                await Proof.Call(waits, desk, "111");
                await Proof.ParkByKeys(scene.Exchange, () => desk.FlashAnd("*577"), desk.Flash);
                await Proof.HearsTheTuneSoon(waits);
                await desk.HangUp();
                await desk.Is("ready");

                // A second call is held; the number is occupied since before that: it is taken back, the second stays held.
                await Proof.Call(other, desk, "111");
                await Proof.HearsSoon(desk, Voice.C, 0.8);
                await desk.FlashAnd("77");
                await Proof.HearsSoon(desk, Voice.A);
                await Proof.HearsTheTuneSoon(other);
                await desk.Flash();
                await Proof.HearsSoon(desk, Voice.C, 0.8);

                // Hanging up connects the two that it had.
                await desk.HangUp();
                await desk.Is("ready");
                await Proof.Talk(waits, other);
                await waits.HangUp();
                await other.Closed();
                Proof.HearsTheTune(await waits.Recording());
                Proof.HearsTheTune(await other.Recording());
                Proof.HeardEachOther(
                    (await waits.Recording(), Voice.A),
                    (await other.Recording(), Voice.C)
                );
                await Proof.ParkRecords(scene.Exchange, "retrieved 111");
            },
            AnalogOffice.Settings
        );
}

/// <summary>An analog telephone that is not on the list of who may retrieve.</summary>
public sealed class AnalogPasswordTests
{
    [Fact]
    public Task The_password_is_pressed_on_its_keys_and_a_wrong_one_ends_the_parked_call() =>
        Scene.Play(
            async scene =>
            {
                Baresip sip = await scene.Baresip("101", Voice.A);
                Desk one = await scene.Desk(1, Voice.B);
                Desk two = await scene.Desk(2, Voice.C);
                await Proof.Call(sip, one, "111");
                await Proof.ParkByKeys(scene.Exchange, () => one.FlashAnd("77"), one.Flash);
                await Proof.HearsTheTuneSoon(sip);
                await one.HangUp();

                await two.CallAndHear("77", "the question", Proof.AsksForThePassword);
                await two.Press("4711");
                await Proof.Talk(two, sip);

                await Proof.ParkByKeys(scene.Exchange, () => two.FlashAnd("77"), two.Flash);
                await Proof.HearsTheTuneSoon(sip);
                await two.HangUp();
                await two.Is("ready");
                await two.CallAndHear("77", "the question", Proof.AsksForThePassword);
                Task refused = Proof.HearsSoon(
                    two,
                    "that it was wrong",
                    static heard => Proof.HasThePrompt(heard, "wrong-password")
                );
                await two.Press("4712");
                await sip.Closed();
                await refused;
                await two.HangUp();
                Proof.Hears(await sip.Recording(), Voice.C);
                Proof.HearsTheTune(await sip.Recording());
                await Proof.ParkRecords(scene.Exchange, "retrieved 112", "refused-password 112");
            },
            AnalogOffice.Settings with
            {
                Park = "password = 4711\nretrieve-access = PBX:101",
            }
        );
}
