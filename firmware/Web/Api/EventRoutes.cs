using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using QX200.Status;
using QX200.Web.Access;

namespace QX200.Web.Api;

/// <summary>
/// <c>/api/v1/events</c>: server-sent events (WHATWG HTML, 9.2), one kind for each part of the live state. A part is
/// sent at the beginning and whenever it has changed, at most every <see cref="Gathering"/>.
/// </summary>
internal sealed class EventRoutes(
    StatusBoard board,
    EventParts parts,
    Sessions sessions,
    TimeProvider clock,
    Func<CancellationToken> stopping
)
{
    public static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    /// <summary>A line now and then, so that both sides notice when the other is gone.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    public void Add(WebRoutes routes) => routes.Get("/api/v1/events", Door.Staff, Stream);

    private async Task Stream(HttpContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            stopping()
        );
        context.Response.ContentType = "text/event-stream";
        Session? session = Staff.SessionOf(context);
        using var news = new News();
        using IDisposable status = board.Subscribe(_ => news.Tell());
        using IDisposable others = parts.Subscribe(news.Tell);
        var told = new Dictionary<string, byte[]>();
        try
        {
            await Send(context, "time", Quoted(clock.GetUtcNow()), end.Token);
            while (true)
            {
                foreach ((string kind, Action<Utf8JsonWriter, StatusSnapshot> write) in parts.All)
                {
                    await SendIfNew(context, told, kind, write, end.Token);
                }

                bool heard = await news.Wait(Heartbeat, end.Token);
                if (session is not null && !sessions.Holds(session))
                {
                    await Send(context, "bye", "{}"u8.ToArray(), end.Token);
                    return;
                }

                if (heard)
                {
                    await Task.Delay(Gathering, end.Token);
                    news.Forget();
                }
                else
                {
                    await Send(context, "time", Quoted(clock.GetUtcNow()), end.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the box stops.
        }
    }

    private async Task SendIfNew(
        HttpContext context,
        Dictionary<string, byte[]> told,
        string kind,
        Action<Utf8JsonWriter, StatusSnapshot> write,
        CancellationToken end
    )
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, JsonAnswer.Readable))
        {
            write(json, board.Current);
        }

        if (
            told.TryGetValue(kind, out byte[]? last)
            && last.AsSpan().SequenceEqual(bytes.WrittenSpan)
        )
        {
            return;
        }

        told[kind] = bytes.WrittenSpan.ToArray();
        await Send(context, kind, told[kind], end);
    }

    private static async Task Send(
        HttpContext context,
        string kind,
        byte[] content,
        CancellationToken end
    )
    {
        await context.Response.BodyWriter.WriteAsync(
            Encoding.UTF8.GetBytes($"event: {kind}\ndata: "),
            end
        );
        await context.Response.BodyWriter.WriteAsync(content, end);
        await context.Response.BodyWriter.WriteAsync("\n\n"u8.ToArray(), end);
        await context.Response.BodyWriter.FlushAsync(end);
    }

    private static byte[] Quoted(DateTimeOffset at) =>
        Encoding.UTF8.GetBytes($"\"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}\"");

    /// <summary>Something is new: told on the signal thread, which never waits here, and awaited on a pool thread.</summary>
    private sealed class News : IDisposable
    {
        private readonly SemaphoreSlim _told = new(0);
        private int _waiting;

        public void Tell()
        {
            if (Interlocked.Exchange(ref _waiting, 1) == 0)
            {
                _told.Release();
            }
        }

        public Task<bool> Wait(TimeSpan limit, CancellationToken end) =>
            _told.WaitAsync(limit, end);

        /// <summary>What is told from now on is news again.</summary>
        public void Forget() => Volatile.Write(ref _waiting, 0);

        public void Dispose() => _told.Dispose();
    }
}
