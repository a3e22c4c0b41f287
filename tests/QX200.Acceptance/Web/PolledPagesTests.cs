using System.Net.Http.Headers;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using QX200.Acceptance.Wire;
using Xunit;

namespace QX200.Acceptance.Web;

/// <summary>Whoever listens to the music does not hear that the pages are busy. Alone, for a late packet would count.</summary>
[Collection(Alone.Name)]
public sealed class PolledPagesTests
{
    private const int Pollers = 8;
    private static readonly TimeSpan s_polled = TimeSpan.FromSeconds(4);

    [Fact]
    public Task Music_runs_on_without_a_seam_while_pages_of_400_extensions_are_polled_hard() =>
        Proof.Seamless(Play);

    private static async Task<IReadOnlyList<SentStream>> Play()
    {
        IReadOnlyList<SentStream> judged = [];
        await Scene.Play(
            async scene =>
            {
                string token = await scene.Exchange.Token();
                Capture capture = await scene.Capture();
                Baresip waits = await scene.Baresip("101", Voice.A);
                Baresip parks = await scene.Baresip("102", Voice.B);
                await Proof.Call(waits, parks);
                await parks.Transfer("77");
                await parks.Closed();
                using var http = new HttpClient { BaseAddress = new Uri(scene.Exchange.WebUrl) };
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                    "Bearer",
                    token
                );
                using var over = new CancellationTokenSource(s_polled);
                int[] polled = await Task.WhenAll(
                    Enumerable.Range(0, Pollers).Select(_ => Poll(http, over.Token))
                );
                await waits.HangUp();
                await waits.Closed();
                Assert.All(polled, static count => Assert.NotEqual(0, count));
                TestContext.Current.TestOutputHelper?.WriteLine(
                    $"{polled.Sum()} lists of 402 extensions"
                );
                SentStream toWhoWaits = (await capture.StreamsSent()).MaxBy(static s => s.Seconds)!;
                Assert.True(toWhoWaits.Seconds > s_polled.TotalSeconds, $"{toWhoWaits}");
                judged = [toWhoWaits];
            },
            new ExchangeSettings
            {
                Users = ["101", "102", .. Enumerable.Range(1000, 400).Select(static n => $"{n}")],
                Web = true,
            },
            name: "Music_runs_on_without_a_seam"
        );
        return judged;
    }

    private static async Task<int> Poll(HttpClient http, CancellationToken over)
    {
        int count = 0;
        while (!over.IsCancellationRequested)
        {
            using HttpResponseMessage answer = await http.GetAsync(
                "/api/v1/extensions",
                CancellationToken.None
            );
            answer.EnsureSuccessStatusCode();
            count++;
        }

        return count;
    }
}
