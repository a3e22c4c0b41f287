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
                int first = one.Now;
                await Task.Delay(1500);
                Proof.Hears(one.Heard(first), Voice.A, 0.8);
                await one.FlashAnd("112");
                await two.Rings();
                await two.Shows("Analog 111 <111>");
                await two.Lift();
                await two.Is("in-use");
                int second = two.Now;
                await Task.Delay(1500);
                Proof.Hears(two.Heard(second), Voice.B, 0.8);

                // Another flash goes back, and hanging up connects the other two.
                int third = one.Now;
                int waiting = two.Now;
                await one.Flash();
                await Task.Delay(2500);
                Proof.Hears(one.Heard(third), Voice.A, 0.8);
                Proof.HearsTheTune(two.Heard(waiting));
                int fourth = two.Now;
                await one.HangUp();
                await one.Is("ready");
                await Task.Delay(1500);
                Proof.Hears(two.Heard(fourth), Voice.A, 0.8);
                await two.HangUp();
                await sip.Closed();
                await Task.Delay(300);
                Proof.Hears(sip.Recordings()[^1], Voice.B);
                Proof.Hears(sip.Recordings()[^1], Voice.C);
                Proof.HearsTheTune(sip.Recordings()[^1]);
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
                int first = one.Now;
                await one.FlashAnd("*5");
                await Task.Delay(6500);
                Proof.HearsTheNumber(one.Heard(first), "77");
                await one.HangUp();

                // The other one takes it back by rotary dial, and parks it on a number of its own.
                await two.Lift();
                await Task.Delay(700);
                await two.Dial("77");
                await two.Is("in-use");
                int second = two.Now;
                await Task.Delay(2500);
                Proof.Hears(two.Heard(second), Voice.A, 0.8);
                await two.FlashAnd("78");
                await Task.Delay(1500);
                await two.HangUp();

                // Nobody takes it: it rings again, and shows from where.
                await two.Rings();
                Assert.StartsWith("Park 78", await two.Shows(), StringComparison.Ordinal);
                int third = two.Now;
                await two.Lift();
                await two.Is("in-use");
                await Task.Delay(1500);
                Proof.Hears(two.Heard(third), Voice.A, 0.8);

                // The SIP telephone parks the analog one, which hears the music.
                int fourth = two.Now;
                await sip.Press("*5");
                await sip.Closed();
                Proof.HearsTheTune(two.Heard(fourth));
                await two.HangUp();
                Proof.HearsTheTune(sip.Recordings()[^1]);
                Proof.Hears(sip.Recordings()[^1], Voice.B, 0.2);
                Proof.Hears(sip.Recordings()[^1], Voice.C);
                await two.Is("ready");
                await Proof.ParkRecords(
                    scene.Exchange,
                    "retrieved 112",
                    "returned 112",
                    "abandoned"
                );
            },
            AnalogOffice.Settings
        );
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
            Park = "retrieve-timeout = 6s",
        };
}
