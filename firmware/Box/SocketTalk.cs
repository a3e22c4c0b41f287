using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using QX200.Web;

namespace QX200.Box;

/// <summary>What both kinds of WebSocket here have in common: they begin, listen, and end politely.</summary>
internal static class SocketTalk
{
    /// <summary>
    /// Accepts the socket and runs both directions until the other side leaves, one of them ends, or the box stops.
    /// </summary>
    /// <param name="listen">Reads until the other side closes.</param>
    /// <param name="talk">Writes; cancelled when there is nobody to write to.</param>
    public static async Task Run(
        HttpContext context,
        Func<WebSocket, CancellationToken, Task> listen,
        Func<WebSocket, CancellationToken, Task> talk,
        CancellationToken stopping
    )
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await context.Problem(400, "This address is for WebSockets.");
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(
            stopping,
            context.RequestAborted
        );
        Task[] both = [listen(socket, over.Token), talk(socket, over.Token)];
        await Task.WhenAny(both);
        await over.CancelAsync();
        await Task.WhenAll(both.Select(Quietly));
        await Quietly(Leave(socket));
    }

    private static async Task Leave(WebSocket socket)
    {
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
    }

    // The other side may leave at any moment.
    private static async Task Quietly(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception left) when (left is OperationCanceledException or WebSocketException)
        {
            // Gone.
        }
    }
}
