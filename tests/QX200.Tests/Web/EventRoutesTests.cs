using System.Net;
using System.Text.Json;
using QX200.Status;
using Xunit;

namespace QX200.Tests.Web;

public sealed class EventRoutesTests : IDisposable
{
    private readonly WebBed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public async Task Rule_6_2_What_the_page_is_told_is_who_waits()
    {
        using var events = await Listen();
        Assert.Equal("[]", await events.Next("parked"));
        DateTimeOffset now = _bed.Clock.GetUtcNow();
        _bed.Board.Publish(
            StatusSnapshot.Empty with
            {
                Parked = [new ParkedStatus("77", 5, "102", "101", now, now.AddMinutes(15), false)],
            }
        );
        using var told = JsonDocument.Parse(await events.Next("parked"));
        JsonElement parked = Assert.Single(told.RootElement.EnumerateArray());
        Assert.Equal("102", parked.GetProperty("party").GetString());
        JsonElement asked = Assert.Single((await _bed.Get("/api/v1/parked")).EnumerateArray());
        Assert.Equal(
            parked.GetProperty("party").GetString(),
            asked.GetProperty("party").GetString()
        );
        _bed.Board.Publish(StatusSnapshot.Empty);
        Assert.Equal("[]", await events.Next("parked"));
    }

    [Fact]
    public async Task Settings_changed_by_hand_are_told()
    {
        using var events = await Listen();
        string before = await events.Next("settings");
        await File.AppendAllTextAsync(
            _bed.Folder.In("extensions.ini"),
            "\n[extension:80]\ntype = park\n"
        );
        _bed.Store.LookAtDisk();
        Assert.NotEqual(before, await events.Next("settings"));
    }

    private async Task<Events> Listen()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
        request.Headers.Authorization = new("Bearer", _bed.Token);
        HttpResponseMessage answer = await _bed.Client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new Events(request, answer, await answer.Content.ReadAsStreamAsync());
    }

    private sealed class Events(
        HttpRequestMessage request,
        HttpResponseMessage answer,
        Stream stream
    ) : IDisposable
    {
        private readonly StreamReader _lines = new(stream);

        /// <summary>The data of the next event of that kind.</summary>
        public async Task<string> Next(string kind)
        {
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (await _lines.ReadLineAsync(late.Token) is { } line)
            {
                if (line == $"event: {kind}")
                {
                    return (await _lines.ReadLineAsync(late.Token))!["data: ".Length..];
                }
            }

            throw new EndOfStreamException("the events ended");
        }

        public void Dispose()
        {
            _lines.Dispose();
            answer.Dispose();
            request.Dispose();
        }
    }
}
