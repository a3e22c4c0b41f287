using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using QX200.Board.Simulated;

namespace QX200.Box;

/// <summary>
/// <c>/panel/sound/1</c>: the earpiece out and the microphone in, as binary messages of 320 bytes: 20 ms of 8 kHz, signed
/// 16 bits, little-endian, mono. Everyone may hear; of those who are there, whoever has come last speaks.
/// </summary>
internal sealed class SoundSocket(AnalogTelephone telephone)
{
    public const int FrameBytes = 320;

    /// <summary>A reader that is slower than sound loses the oldest: half a second is kept for it.</summary>
    private const int MostFrames = 25;

    private readonly Lock _microphone = new();
    private readonly List<object> _speakers = [];

    public async Task Run(HttpContext context, CancellationToken stopping)
    {
        object me = new();
        lock (_microphone)
        {
            _speakers.Add(me);
        }

        try
        {
            await SocketTalk.Run(
                context,
                (socket, over) => Listen(socket, me, over),
                Talk,
                stopping
            );
        }
        finally
        {
            lock (_microphone)
            {
                _speakers.Remove(me);
            }
        }
    }

    private async Task Listen(WebSocket socket, object me, CancellationToken over)
    {
        var message = new byte[FrameBytes + 1];
        while (true)
        {
            int length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(message.AsMemory(length), over);
                length += part.Count;
            } while (!part.EndOfMessage && length < message.Length);

            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            if (length != FrameBytes || part.MessageType != WebSocketMessageType.Binary)
            {
                await socket.CloseOutputAsync(
                    WebSocketCloseStatus.InvalidPayloadData,
                    "sound comes in binary messages of 320 bytes",
                    over
                );
                return;
            }

            Say(me, message.AsSpan(0, FrameBytes));
        }
    }

    private void Say(object me, ReadOnlySpan<byte> frame)
    {
        lock (_microphone)
        {
            if (_speakers is [.., var last] && ReferenceEquals(last, me))
            {
                telephone.Say(MemoryMarshal.Cast<byte, short>(frame));
            }
        }
    }

    private async Task Talk(WebSocket socket, CancellationToken over)
    {
        var frames = Channel.CreateBounded<byte[]>(
            new BoundedChannelOptions(MostFrames) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        var frame = new byte[FrameBytes];
        int filled = 0;
        using IDisposable ear = telephone.Listen(samples =>
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(samples);
            while (!bytes.IsEmpty)
            {
                int count = Math.Min(bytes.Length, FrameBytes - filled);
                bytes[..count].CopyTo(frame.AsSpan(filled));
                bytes = bytes[count..];
                filled += count;
                if (filled == FrameBytes)
                {
                    frames.Writer.TryWrite(frame);
                    frame = new byte[FrameBytes];
                    filled = 0;
                }
            }
        });
        await foreach (byte[] next in frames.Reader.ReadAllAsync(over))
        {
            await socket.SendAsync(next.AsMemory(), WebSocketMessageType.Binary, true, over);
        }
    }
}
