using System.Net.Http.Headers;
using System.Text.Json;
using Xunit;

namespace QX200.Acceptance;

/// <summary>The front button of the published program.</summary>
public sealed class ButtonTests
{
    [Fact]
    public Task Held_for_five_seconds_it_restarts_the_box_which_keeps_its_settings() =>
        Scene.Play(
            async scene =>
            {
                string file = Path.Combine(scene.Exchange.Folder, "extensions.ini");
                string before = await File.ReadAllTextAsync(file);
                using var client = new HttpClient();
                using var body = new StringContent(
                    """{"holdSeconds":5}""",
                    new MediaTypeHeaderValue("application/json")
                );
                string panel = $"{scene.Exchange.WebUrl}/panel/api";
                using HttpResponseMessage answer = await client.PostAsync(
                    new Uri($"{panel}/button"),
                    body
                );
                answer.EnsureSuccessStatusCode();
                await scene.Exchange.Ready();
                Assert.Equal(before, await File.ReadAllTextAsync(file));
                using var state = JsonDocument.Parse(
                    await client.GetStringAsync(new Uri($"{panel}/state"))
                );
                Assert.Equal(
                    "on",
                    state.RootElement.GetProperty("lamps").GetProperty("power").GetString()
                );
            },
            new ExchangeSettings { Web = true }
        );
}
