using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance;

/// <summary>Ordinary calls between real telephones.</summary>
public sealed class CallTests
{
    [Fact]
    public Task Two_telephones_that_registered_with_digest_hear_each_other() =>
        Scene.Play(async scene =>
        {
            Baresip caller = await scene.Baresip("101", Voice.A);
            Baresip callee = await scene.Baresip("102", Voice.B);
            await Proof.Call(caller, callee);
            await Proof.Talk(caller, callee);
            await caller.HangUp();
            await callee.Closed();
            Proof.HeardEachOther(
                (await caller.Recording(), Voice.A),
                (await callee.Recording(), Voice.B)
            );
        });

    [Fact]
    public Task Telephones_without_a_codec_in_common_hear_each_other() =>
        Scene.Play(async scene =>
        {
            Baresip caller = await scene.Baresip("101", Voice.A, codecs: "g722");
            Baresip callee = await scene.Baresip("102", Voice.B, codecs: "pcmu");
            await Proof.Call(caller, callee);
            await Proof.Talk(caller, callee);
            await caller.HangUp();
            await callee.Closed();
            Proof.HeardEachOther(
                (await caller.Recording(), Voice.A),
                (await callee.Recording(), Voice.B)
            );
        });

    [Fact]
    public Task A_held_telephone_hears_the_tune_and_then_the_other_side_again() =>
        Scene.Play(async scene =>
        {
            Baresip held = await scene.Baresip("101", Voice.A);
            Baresip holder = await scene.Baresip("102", Voice.B);
            await Proof.Call(held, holder);
            await Proof.Talk(held, holder, 1.3);
            await holder.Hold();
            await Proof.HearsTheTuneSoon(held);
            await holder.Resume();

            // Baresip records nothing more in a call that it has held.
            await Proof.HearsSoon(held, Voice.B, 1.3);
            await held.HangUp();
            await holder.Closed();
            Heard heard = await held.Recording();
            Proof.HearsTheTune(heard);
            Assert.Equal(Voice.B.Name, heard.Stretches.Last(s => s.Seconds > 0.5).What);
            Proof.Hears(heard, Voice.B, seconds: 2.5);
        });

    [Fact]
    public Task Early_media_is_heard_before_the_call_is_answered() =>
        Scene.Play(async scene =>
        {
            Baresip caller = await scene.Baresip("101", Voice.A);
            int port = Ports.Next();
            await scene.RegisterBySipp("102", port);
            ALaw.Write(Path.Combine(scene.SippFolder, "voice.al"), Voice.B.Speak(1));
            Sipp callee = scene.Sipp("early-media.xml", ["102"], port, "-m", "1");
            await caller.Dial("102");
            await caller.Expect("CALL_PROGRESS");
            BaresipEvent closed = await caller.Closed();
            await callee.Succeeds();
            Assert.Contains("486", closed.Detail, StringComparison.Ordinal);
            Assert.False(caller.Events.Holds(e => e.Type == "CALL_ESTABLISHED"));
            Proof.Hears(await caller.Recording(), Voice.B);
        });

    [Fact]
    public Task An_attended_transfer_by_linphone_joins_the_two_others() =>
        Scene.Play(async scene =>
        {
            Baresip first = await scene.Baresip("101", Voice.A);
            Linphone transferor = await scene.Linphone("102", Voice.B);
            Baresip second = await scene.Baresip("103", Voice.C);
            await first.Dial("102");
            await transferor.Says("incoming");
            await transferor.Answer();
            await first.Connected();
            await Proof.HearsSoon(first, Voice.B, 0.5);
            await transferor.Type("pause");
            await transferor.Says("paused");
            await transferor.Dial("103");
            await second.Rings();
            await second.Answer();
            await second.Connected();
            await Proof.HearsSoon(second, Voice.B, 0.5);
            await transferor.Type("transfer 1 --to-call 2");
            await Proof.Talk(first, second);
            await first.HangUp();
            await second.Closed();
            Proof.HeardEachOther(
                (await first.Recording(), Voice.A),
                (await second.Recording(), Voice.C)
            );
        });

    [Fact]
    public Task A_blind_transfer_joins_the_two_others() =>
        Scene.Play(async scene =>
        {
            Baresip first = await scene.Baresip("101", Voice.A);
            Baresip transferor = await scene.Baresip("102", Voice.B);
            Baresip target = await scene.Baresip("103", Voice.C);
            await Proof.Call(first, transferor);
            await transferor.Transfer("103");
            await target.Rings();
            await target.Answer();
            await target.Connected();
            await transferor.Closed();
            await Proof.Talk(first, target);
            await first.HangUp();
            await target.Closed();
            Proof.HeardEachOther(
                (await first.Recording(), Voice.A),
                (await target.Recording(), Voice.C)
            );
        });

    [Fact]
    public Task Hold_by_the_address_0_0_0_0_plays_the_tune() =>
        Scene.Play(async scene =>
        {
            Baresip held = await scene.Baresip("101", Voice.A, options: "answermode=auto");
            Sipp holder = scene.Sipp(
                "hold-by-address.xml",
                ["102"],
                Ports.Next(),
                "-s",
                "101",
                "-m",
                "1"
            );
            await held.Connected();
            await holder.Succeeds();
            await held.Closed();
            Proof.HearsTheTune(await held.Recording());
        });

    [Fact]
    public Task A_telephone_that_forwards_with_302_is_followed() =>
        Scene.Play(async scene =>
        {
            Baresip caller = await scene.Baresip("101", Voice.A);
            RawPhone forwarding = await scene.Scripted("102");
            Baresip target = await scene.Baresip("103", Voice.C);
            await caller.Dial("102");
            RawCall call = await forwarding.Rings();
            call.Reply(302, more: r => r.With("Contact", $"<{forwarding.Account.Uri("103")}>"));
            await call.Request("ACK", Patience.Soon);
            await target.Rings();
            await target.Answer();
            await caller.Connected();
            await Proof.Talk(caller, target);
            await caller.HangUp();
            await target.Closed();
            Proof.HeardEachOther(
                (await caller.Recording(), Voice.A),
                (await target.Recording(), Voice.C)
            );
        });

    [Fact]
    public Task A_cancel_that_crosses_the_200_leaves_no_call_at_either_side() =>
        Scene.Play(async scene =>
        {
            RawPhone caller = await scene.Scripted("101");
            RawPhone callee = await scene.Scripted("102");
            RawCall outgoing = await caller.Invite("102");
            RawCall incoming = await callee.Rings();
            incoming.Reply(180);
            await outgoing.Response(180);

            // The callee has picked up when the CANCEL reaches it: its 200 is on the way already.
            outgoing.Cancel();
            await incoming.Request("CANCEL", Patience.Soon);
            incoming.Reply(200, callee.Sdp());
            await incoming.Request("ACK", Patience.Soon);
            await incoming.Ended();
            SipText refusal = await outgoing.Final();
            Assert.Equal(487, refusal.Status);
            await Task.WhenAll(caller.Register(0), callee.Register(0));
            await Proof.NothingLeft(scene.Exchange);
        });

    [Fact]
    public Task Who_is_refused_a_transfer_and_hangs_up_is_rung_and_connected_again() =>
        Scene.Play(async scene =>
        {
            Baresip other = await scene.Baresip("101", Voice.A, options: "answermode=auto");
            RawPhone transferor = await scene.Scripted("102");
            RawCall call = await transferor.Invite("101");
            await call.Final();
            await other.Connected();
            SipText refusal = await call.Refer("999");
            Assert.Equal(404, refusal.Status);
            await call.Bye();

            RawCall recall = await transferor.Rings();
            recall.Reply(180);
            await Proof.HearsTheTuneSoon(other);
            await recall.PickUp();
            await Task.Delay(500);
            Assert.False(other.Events.Holds(e => e.Type == "CALL_CLOSED"));
            await recall.Bye();
            await other.Closed();
            Proof.HearsTheTune(await other.Recording());
        });
}
