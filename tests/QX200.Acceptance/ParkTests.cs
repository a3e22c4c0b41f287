using System.Text.Json;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance;

/// <summary>Call Park and Directed Call Park between real telephones: the product's headline job.</summary>
public sealed class ParkTests
{
    /// <summary>Who holds and then dials is in time, however slowly the machine runs.</summary>
    internal static readonly ExchangeSettings LongWindow = new()
    {
        System = "[park]\ndirected-window = 60s",
    };

    [Fact]
    public Task Keys_park_the_call_the_parker_hears_the_number_and_a_third_takes_it_back() =>
        Scene.Play(async scene =>
        {
            Baresip waits = await scene.Baresip("101", Voice.A);
            Baresip parks = await scene.Baresip("102", Voice.B);
            Baresip takes = await scene.Baresip("103", Voice.C);
            await Proof.Call(waits, parks);
            await Proof.HearsSoon(parks, Voice.A, 0.5);
            await Proof.ParkByKeys(scene.Exchange, () => parks.Press("*5"));
            await parks.Closed();
            await Proof.TakeBack(takes, waits);

            Proof.HearsTheNumber(await parks.Recording(), "77");
            Proof.HearsTheTune(await waits.Recording());
            Proof.HeardEachOther(
                (await waits.Recording(), Voice.A),
                (await takes.Recording(), Voice.C)
            );
            await RecordSays(scene, "retrieved", "103");
        });

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public Task Holding_and_dialling_the_park_extension_parks_the_held_call(string transport) =>
        Scene.Play(
            async scene =>
            {
                Baresip waits = await scene.Baresip("101", Voice.A, transport: transport);
                Baresip parks = await scene.Baresip("102", Voice.B, transport: transport);
                Baresip takes = await scene.Baresip("103", Voice.C);
                await Proof.Call(waits, parks);
                await Proof.HearsSoon(parks, Voice.A, 0.5);
                await parks.Hold();
                await Proof.HearsTheTuneSoon(waits);
                await parks.Dial("77");
                await parks.Closed();
                await parks.Closed();
                await Proof.TakeBack(takes, waits);

                Proof.HearsTheTune(await waits.Recording());
                Proof.HeardEachOther(
                    (await waits.Recording(), Voice.A),
                    (await takes.Recording(), Voice.C)
                );
                await RecordSays(scene, "retrieved", "103");
            },
            LongWindow,
            name: $"Held_over_{transport}"
        );

    [Fact]
    public Task Dialling_the_park_extension_later_than_the_window_parks_nothing() =>
        Scene.Play(async scene =>
        {
            Baresip held = await scene.Baresip("101", Voice.A);
            Baresip holds = await scene.Baresip("102", Voice.B);
            await Proof.Call(held, holds);
            await holds.Hold();
            await Task.Delay(5500);
            await holds.Dial("77");
            BaresipEvent refused = await holds.Closed();
            Assert.Contains("480", refused.Detail, StringComparison.Ordinal);
            Assert.False(held.Events.Holds(e => e.Type == "CALL_CLOSED"));
            Assert.DoesNotContain(scene.Exchange.Records(), IsPark);
        });

    [Fact]
    public Task A_blind_transfer_to_the_park_extension_parks_the_call() =>
        Scene.Play(async scene =>
        {
            Baresip waits = await scene.Baresip("101", Voice.A);
            Baresip parks = await scene.Baresip("102", Voice.B);
            Baresip takes = await scene.Baresip("103", Voice.C);
            await Proof.Call(waits, parks);
            await Proof.HearsSoon(parks, Voice.A, 0.5);
            await parks.Transfer("77");
            await parks.Closed();
            await Proof.TakeBack(takes, waits);

            Proof.HearsTheTune(await waits.Recording());
            Proof.HeardEachOther(
                (await waits.Recording(), Voice.A),
                (await takes.Recording(), Voice.C)
            );
            await RecordSays(scene, "retrieved", "103");
        });

    [Fact]
    public Task A_linphone_parks_with_keys_and_a_baresip_takes_the_call_back() =>
        Scene.Play(async scene =>
        {
            Baresip waits = await scene.Baresip("101", Voice.A);
            Linphone parks = await scene.Linphone("102", Voice.B);
            Baresip takes = await scene.Baresip("103", Voice.C);
            await waits.Dial("102");
            await parks.Says("incoming");
            await parks.Answer();
            await waits.Connected();
            await Proof.HearsSoon(waits, Voice.B, 0.5);
            await Proof.ParkByKeys(scene.Exchange, () => parks.Press("*5"));
            await parks.Says("ended");
            await Proof.TakeBack(takes, waits);

            await parks.DisposeAsync();
            Proof.HearsTheNumber(parks.Recording(), "77");
            Proof.HearsTheTune(await waits.Recording());
            Proof.HeardEachOther(
                (await waits.Recording(), Voice.A),
                (await takes.Recording(), Voice.C)
            );
        });

    [Fact]
    public Task Keys_sent_by_INFO_park_the_call_as_well() =>
        Scene.Play(async scene =>
        {
            Baresip waits = await scene.Baresip("101", Voice.A, options: "answermode=auto");
            RawPhone parks = await scene.Scripted("102");
            RawCall call = await parks.Invite("101");
            await call.Final();
            await waits.Connected();
            await Task.Delay(500);
            Assert.Equal(200, (await call.Info('*')).Status);
            Assert.Equal(200, (await call.Info('5')).Status);
            await call.Ended();
            await Proof.HearsTheTuneSoon(waits);
            await waits.HangUp();
            Proof.HearsTheTune(await waits.Recording());
            await RecordSays(scene, "abandoned", by: null);
        });

    [Fact]
    public Task A_call_to_the_park_code_parks_the_held_call_and_names_the_number() =>
        Scene.Play(async scene =>
        {
            Baresip waits = await scene.Baresip("101", Voice.A);
            Baresip parks = await scene.Baresip("102", Voice.B);
            await Proof.Call(waits, parks);
            await parks.Hold();
            await Task.Delay(6000);
            await parks.Dial("*5");
            await parks.Closed();
            await parks.Closed();
            await Proof.HearsTheTuneSoon(waits);
            await waits.HangUp();
            Proof.HearsTheNumber(await parks.Recording(), "77");
            Proof.HearsTheTune(await waits.Recording());
            await RecordSays(scene, "abandoned", by: null);
        });

    [Fact]
    public Task When_the_time_is_up_the_parker_rings_and_gets_the_call() =>
        Scene.Play(
            async scene =>
            {
                Baresip waits = await scene.Baresip("101", Voice.A);
                Baresip parks = await scene.Baresip("102", Voice.B);
                await Proof.Call(waits, parks);
                await parks.Transfer("77");
                await parks.Closed();
                await parks.Rings();
                await parks.Answer();
                await parks.Connected();
                await Proof.Talk(parks, waits);
                await parks.HangUp();
                await waits.Closed();
                Proof.HearsTheTune(await waits.Recording());
                Proof.HeardEachOther(
                    (await waits.Recording(), Voice.A),
                    (await parks.Recording(), Voice.B)
                );
                await RecordSays(scene, "returned", by: null);
            },
            new ExchangeSettings { Park = "retrieve-timeout = 5s" }
        );

    [Fact]
    public Task When_the_parker_does_not_answer_the_parked_side_is_disconnected() =>
        Scene.Play(
            async scene =>
            {
                Baresip waits = await scene.Baresip("101", Voice.A);
                Baresip parks = await scene.Baresip("102", Voice.B);
                await Proof.Call(waits, parks);
                await parks.Transfer("77");
                await parks.Closed();
                await parks.Rings();
                await waits.Closed();
                await parks.Closed();
                await RecordSays(scene, "timed-out", by: null);
            },
            new ExchangeSettings
            {
                Park = "retrieve-timeout = 2s",
                System = "[park]\nreturn-ring = 2s",
            }
        );

    [Fact]
    public Task Of_two_devices_on_one_extension_the_one_that_holds_parks_and_is_rung_again() =>
        Scene.Play(
            async scene =>
            {
                Baresip waits = await scene.Baresip("101", Voice.A);
                Baresip parks = await scene.Baresip("102", Voice.B, device: "-desk");
                Baresip idle = await scene.Baresip("102", Voice.C, device: "-hall");
                await waits.Dial("102");
                await idle.Rings();
                await parks.Rings();
                await parks.Answer();
                await parks.Connected();
                await idle.Closed();
                await parks.Hold();
                await Task.Delay(500);

                // The other device holds nothing, so its call means retrieving, and nothing waits there.
                await idle.Dial("77");
                await idle.Closed();
                Assert.False(waits.Events.Holds(e => e.Type == "CALL_CLOSED"));

                await parks.Resume();
                await Task.Delay(500);
                await parks.Hold();
                await Task.Delay(500);
                await parks.Dial("77");
                await parks.Closed();
                await parks.Closed();
                await parks.Rings();
                Assert.False(idle.Events.Holds(e => e.Type == "CALL_INCOMING"));
                await parks.Answer();
                await parks.Connected();
                await Task.Delay(500);
                await waits.HangUp();
                await parks.Closed();
            },
            LongWindow with
            {
                Park = "retrieve-timeout = 3s",
            }
        );

    private static async Task RecordSays(Scene scene, string outcome, string? by)
    {
        // Records are gathered for half a second before they go to the flash.
        await Patience.Until(
            () => scene.Exchange.Records().Any(IsPark),
            static () => "a record of the parked call"
        );
        JsonElement record = Assert.Single(scene.Exchange.Records(), IsPark);
        Assert.Equal("77", Text(record, "slot"));
        Assert.Equal("101", Text(record, "party"));
        Assert.Equal("102", Text(record, "parker"));
        Assert.Equal(outcome, Text(record, "outcome"));
        if (by is not null)
        {
            Assert.Equal(by, Text(record, "by"));
        }
    }

    private static bool IsPark(JsonElement record) => Text(record, "kind") == "park";

    private static string Text(JsonElement record, string name) =>
        record.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";
}
