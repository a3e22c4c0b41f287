using System.Net;
using System.Text.Json;
using QX200.Status;
using Xunit;

namespace QX200.Tests.Web;

public sealed class LiveRoutesTests : IDisposable
{
    private readonly WebBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("/api/v1/status")]
    [InlineData("/api/v1/parked")]
    [InlineData("/api/v1/calls")]
    [InlineData("/api/v1/registrations")]
    [InlineData("/api/v1/nothing")]
    public async Task Without_a_token_there_is_no_answer(string path)
    {
        using HttpResponseMessage answer = await _bed.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Parked_calls_are_told_with_the_time_that_is_left()
    {
        DateTimeOffset now = _bed.Clock.GetUtcNow();
        _bed.Board.Publish(
            StatusSnapshot.Empty with
            {
                Parked = [new ParkedStatus("77", 5, "102", "101", now, now.AddMinutes(15), false)],
            }
        );
        _bed.Clock.Advance(TimeSpan.FromMinutes(1));
        JsonElement parked = Assert.Single((await _bed.Get("/api/v1/parked")).EnumerateArray());
        Assert.Equal(
            """{"slot":"77","party":"102","parker":"101","parkedAt":"2026-03-02T09:00:00.000Z","returnsAt":"2026-03-02T09:15:00.000Z","secondsLeft":840,"returning":false,"call":5}""",
            parked.GetRawText()
        );
    }

    [Fact]
    public async Task Calls_and_registrations_are_told()
    {
        DateTimeOffset now = _bed.Clock.GetUtcNow();
        _bed.Board.Publish(
            StatusSnapshot.Empty with
            {
                Calls = [new CallStatus(5, "101", "102", CallPhase.Held, now, now)],
                Extensions =
                [
                    new ExtensionStatus(
                        "101",
                        "Reception",
                        [new RegistrationStatus("sip:101@192.0.2.9", now.AddHours(1), true)]
                    ),
                    new ExtensionStatus("102", "Desk", []),
                ],
            }
        );
        Assert.Equal(
            """[{"call":5,"from":"101","to":"102","state":"held","startedAt":"2026-03-02T09:00:00.000Z","answeredAt":"2026-03-02T09:00:00.000Z"}]""",
            (await _bed.Get("/api/v1/calls")).GetRawText()
        );
        Assert.Equal(
            """[{"number":"101","name":"Reception","contact":"sip:101@192.0.2.9","expires":"2026-03-02T10:00:00.000Z","reachable":true}]""",
            (await _bed.Get("/api/v1/registrations")).GetRawText()
        );
        JsonElement status = await _bed.Get("/api/v1/status");
        Assert.Equal(1, status.GetProperty("calls").GetInt32());
        Assert.Equal(1, status.GetProperty("registrations").GetInt32());
        Assert.Equal("1.2.3", status.GetProperty("version").GetString());
    }

    [Fact]
    public async Task A_path_that_does_not_exist_is_said_in_words()
    {
        (HttpStatusCode status, JsonElement body) = await _bed.Ask(
            HttpMethod.Get,
            "/api/v1/nothing"
        );
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.NotEmpty(body.GetProperty("detail").GetString()!);
        Assert.Equal(
            HttpStatusCode.MethodNotAllowed,
            (await _bed.Ask(HttpMethod.Delete, "/api/v1/status")).Status
        );
    }
}
