using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using QX200.Web;

namespace QX200.Box;

/// <summary><c>/panel/live</c>: the state as a text message at the beginning and after each change.</summary>
internal sealed class LiveSocket(PanelState state, PanelNews news)
{
    /// <summary>What changes within this time is told at once; a bell and a blinking lamp are slower.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(15);

    public Task Run(HttpContext context, CancellationToken stopping) =>
        SocketTalk.Run(context, Listen, Talk, stopping);

    private static async Task Listen(WebSocket socket, CancellationToken over)
    {
        var nothing = new byte[128];
        while (
            (await socket.ReceiveAsync(nothing.AsMemory(), over)).MessageType
            != WebSocketMessageType.Close
        )
        {
            // Nothing is expected, so whatever it is can wait.
        }
    }

    private async Task Talk(WebSocket socket, CancellationToken over)
    {
        Channel<bool> watcher = news.Join();
        try
        {
            var bytes = new ArrayBufferWriter<byte>();
            while (true)
            {
                bytes.ResetWrittenCount();
                using (var json = new Utf8JsonWriter(bytes, JsonAnswer.Readable))
                {
                    state.Write(json);
                }

                await socket.SendAsync(bytes.WrittenMemory, WebSocketMessageType.Text, true, over);
                await Task.Delay(Gather, over);
                await watcher.Reader.ReadAsync(over);
            }
        }
        finally
        {
            news.Leave(watcher);
        }
    }
}
