using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using QX200.Acceptance.Wire;
using Xunit;

namespace QX200.Acceptance;

/// <summary>
/// The streams that the exchange sends, as a capture sees them: recordings would not do, since telephones cut pauses
/// out. They run alone, for a late packet would count.
/// </summary>
[Collection(Alone.Name)]
public sealed class SeamTests
{
    [Theory]
    [InlineData("keys")]
    [InlineData("hold")]
    [InlineData("transfer")]
    public Task Sound_runs_on_without_a_seam_over_talk_park_music_and_retrieval(string way) =>
        Proof.Seamless(() => Play(way));

    private static async Task<IReadOnlyList<SentStream>> Play(string way)
    {
        IReadOnlyList<SentStream> judged = [];
        await Scene.Play(
            async scene =>
            {
                Capture capture = await scene.Capture();
                Baresip waits = await scene.Baresip("101", Voice.A);
                Baresip parks = await scene.Baresip("102", Voice.B);
                Baresip takes = await scene.Baresip("103", Voice.C);
                await Proof.Call(waits, parks);
                await Proof.Talk(waits, parks);
                await Park(scene.Exchange, parks, way);
                await Proof.TakeBack(takes, waits);

                IReadOnlyList<SentStream> streams = await capture.StreamsSent();
                SentStream toWhoWaits = streams.MaxBy(static s => s.Seconds)!;
                SentStream toWhoTakes = streams[^1];
                Assert.True(
                    toWhoWaits.Seconds > toWhoTakes.Seconds + 2,
                    string.Join("\n", streams)
                );
                judged = [toWhoWaits, toWhoTakes];
                if (way == "keys")
                {
                    // Who parks with keys hears the other side and then the number, in one stream.
                    Assert.Equal(3, streams.Count);
                    judged = streams;
                }
            },
            ParkTests.LongWindow,
            name: $"Seamless_{way}"
        );
        return judged;
    }

    private static async Task Park(Exchange exchange, Baresip parks, string way)
    {
        switch (way)
        {
            case "keys":
                await Proof.ParkByKeys(exchange, () => parks.Press("*5"));
                break;
            case "hold":
                await parks.Hold();
                await Task.Delay(1000);
                await parks.Dial("77");
                await parks.Closed();
                break;
            default:
                await parks.Transfer("77");
                break;
        }

        await parks.Closed();
    }
}
