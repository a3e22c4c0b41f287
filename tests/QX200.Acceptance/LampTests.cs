using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance;

/// <summary>Lamp keys: a scripted desk telephone watches while headless ones park and take back.</summary>
public sealed class LampTests
{
    [Fact]
    public Task Rule_6_1_Lamps_follow_a_call_that_is_parked_and_taken_back_and_hear_of_a_stop() =>
        Scene.Play(async scene =>
        {
            Baresip waits = await scene.Baresip("101", Voice.A);
            Baresip parks = await scene.Baresip("102", Voice.B);
            Baresip takes = await scene.Baresip("103", Voice.C);
            RawPhone desk = await scene.Scripted("104");
            RawLamp slot = await RawLamp.Subscribe(desk, "77");
            RawLamp user = await RawLamp.Subscribe(desk, "102");
            Assert.Empty(slot.Dialogs);
            Assert.Equal(2, (await scene.Exchange.Counters())["subscriptions"]);

            await waits.Dial("102");
            await parks.Rings();
            Assert.Equal("101 Telephone 101", await user.Shows("early"));
            await parks.Answer();
            Assert.Equal("101 Telephone 101", await user.Shows("confirmed"));
            await parks.Transfer("77");
            Assert.Equal("101 Telephone 101", await slot.Shows("confirmed"));
            await parks.Closed();
            await user.Shows("terminated");
            await takes.Dial("77");
            await takes.Connected();
            await slot.Shows("terminated");

            await user.Unsubscribe();
            Assert.Equal(1, (await scene.Exchange.Counters())["subscriptions"]);
            await scene.Exchange.Restart();
            await slot.Until("terminated;reason=deactivated");
            Assert.Equal(0, (await scene.Exchange.Counters())["subscriptions"]);
        });

    /// <summary>The telephones have not noticed, and nobody presses anything.</summary>
    [Fact]
    public Task Rule_6_1_Lamps_go_on_after_the_box_has_lost_its_power() =>
        Scene.Play(async scene =>
        {
            Baresip waits = await scene.Baresip("101", Voice.A);
            Baresip parks = await scene.Baresip("102", Voice.B);
            await scene.Baresip("103", Voice.C);
            RawPhone desk = await scene.Scripted("104");
            RawLamp slot = await RawLamp.Subscribe(desk, "77");
            RawLamp user = await RawLamp.Subscribe(desk, "102");
            await Proof.Call(waits, parks);
            await parks.Transfer("77");
            await slot.Shows("confirmed");
            await parks.Closed();
            await user.Shows("terminated");
            await scene.Exchange.HasKept("watches", "\"number\":\"102\"");

            await scene.Exchange.LosePower();
            await slot.IsDark();
            Assert.Equal(2, (await scene.Exchange.Counters())["subscriptions"]);
            await parks.Dial("103");
            await user.Shows("early");
        });

    [Fact]
    public Task Rule_6_1_A_lit_key_takes_the_call_out_by_the_dialog_of_its_lamp() =>
        Scene.Play(async scene =>
        {
            Baresip waits = await scene.Baresip("101", Voice.A);
            Baresip parks = await scene.Baresip("102", Voice.B);
            RawPhone desk = await scene.Scripted("104");
            RawLamp slot = await RawLamp.Subscribe(desk, "77");
            foreach (bool whole in (bool[])[true, false])
            {
                await Proof.Call(waits, parks);
                await parks.Transfer("77");
                await slot.Shows("confirmed");
                await parks.Closed();
                RawCall taken = await TakePlace(desk, "77", whole ? slot.Name : slot.CallId);
                await slot.Shows("terminated");
                await taken.Bye();
                await waits.Closed();
            }

            // The key of a colleague whose telephone rings.
            await waits.Dial("102");
            await parks.Rings();
            RawLamp user = await RawLamp.Subscribe(desk, "102");
            await user.Shows("early");
            RawCall picked = await TakePlace(desk, "102", user.Name);
            await waits.Connected();
            await picked.Bye();
            await waits.Closed();
        });

    /// <summary>INVITE with Replaces; whoever is connected is named in the answer.</summary>
    private static async Task<RawCall> TakePlace(RawPhone desk, string number, string dialog)
    {
        RawCall call = await desk.Invite(number, r => r.With("Replaces", dialog));
        SipText answer = await call.Final();
        Assert.Equal(200, answer.Status);
        Assert.Contains("sip:101@", answer["P-Asserted-Identity"], StringComparison.Ordinal);
        return call;
    }
}
