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
                await desk.FlashAnd("*577");
                await Task.Delay(1500);
                await desk.HangUp();
                await desk.Is("ready");

                // A second call is held; the number is occupied since before that: it is taken back, the second stays held.
                await Proof.Call(other, desk, "111");
                Proof.Hears(await desk.HeardFor(1.5), Voice.C, 0.8);
                await desk.FlashAnd("77");
                await Task.Delay(1000);
                Proof.Hears(await desk.HeardFor(1.5), Voice.A, 1);
                await desk.Flash();
                Proof.Hears(await desk.HeardFor(2.5), Voice.C, 0.8);

                // Hanging up connects the two that it had.
                await desk.HangUp();
                await desk.Is("ready");
                await Task.Delay(1500);
                await waits.HangUp();
                await other.Closed();
                await Task.Delay(300);
                Proof.HearsTheTune(waits.Recordings()[^1]);
                Proof.HearsTheTune(other.Recordings()[^1]);
                Proof.HeardEachOther(
                    (waits.Recordings()[^1], Voice.A),
                    (other.Recordings()[^1], Voice.C)
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
                await one.FlashAnd("77");
                await Task.Delay(1000);
                await one.HangUp();

                await two.Call("77");
                Proof.HearsThePrompt(await two.HeardFor(4), "enter-password");
                await two.Press("4711");
                await Task.Delay(1200);
                Proof.Hears(await two.HeardFor(1.5), Voice.A, 1);

                await two.FlashAnd("77");
                await Task.Delay(1000);
                await two.HangUp();
                await two.Is("ready");
                await two.Call("77");
                await Task.Delay(1500);
                int since = two.Now;
                await two.Press("4712");
                await sip.Closed();
                await Task.Delay(2500);
                Proof.HearsThePrompt(two.Heard(since), "wrong-password");
                await two.HangUp();
                Proof.Hears(sip.Recordings()[^1], Voice.C);
                Proof.HearsTheTune(sip.Recordings()[^1]);
                await Proof.ParkRecords(scene.Exchange, "retrieved 112", "refused-password 112");
            },
            AnalogOffice.Settings with
            {
                Park = "password = 4711\nretrieve-access = PBX:101",
            }
        );
}
