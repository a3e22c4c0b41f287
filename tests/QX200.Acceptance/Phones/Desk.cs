using System.Buffers.Binary;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance.Phones;

/// <summary>
/// An analog desk telephone of the simulated board, handled through the panel's door: hook and keys by its API, mouth
/// and ear by its WebSocket. It speaks its <see cref="Voice"/> and keeps what it hears.
/// </summary>
internal sealed class Desk : IAsyncDisposable
{
    private const int Samples = 160;
    private static readonly int[] DialTone = [350, 440];
    private readonly HttpClient _door;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<float> _heard = [];
    private readonly string _folder;
    private readonly int _line;
    private Task _mouth = Task.CompletedTask;
    private Task _ear = Task.CompletedTask;

    private Desk(string folder, string url, int line)
    {
        _folder = folder;
        _line = line;
        _door = new HttpClient { BaseAddress = new Uri(url) };
    }

    /// <summary>How much has been heard so far: where a <see cref="Heard(int)"/> may begin.</summary>
    public int Now
    {
        get
        {
            lock (_heard)
            {
                return _heard.Count;
            }
        }
    }

    public static async Task<Desk> Join(string folder, string url, int line, Voice voice)
    {
        var desk = new Desk(folder, url, line);
        Directory.CreateDirectory(folder);
        await desk._socket.ConnectAsync(
            new Uri($"{url.Replace("http", "ws", StringComparison.Ordinal)}/panel/sound/{line}"),
            CancellationToken.None
        );
        desk._mouth = desk.Speak(voice);
        desk._ear = desk.Listen();
        return desk;
    }

    public Task Lift() => Do(new { hook = "off" });

    public Task HangUp() => Do(new { hook = "on" });

    public Task Flash() => Do(new { flash = true });

    public Task Press(string keys) => Do(new { keys });

    public Task Dial(string pulses) => Do(new { pulses });

    /// <summary>Lifts, hears the dial tone for a moment, and presses keys.</summary>
    public async Task Call(string number)
    {
        await Lift();
        await Task.Delay(700);
        await Press(number);
    }

    /// <summary>A flash, the second dial tone, and keys.</summary>
    public async Task FlashAnd(string keys)
    {
        int since = Now;
        await Flash();
        DateTime end = DateTime.UtcNow + Patience.Soon;
        while (Heard(since).TonesOf(DialTone).Sum(static t => t.Seconds) < 0.4)
        {
            Assert.True(DateTime.UtcNow < end, $"no dial tone after the flash:\n{Heard(since)}");
            await Task.Delay(200);
        }

        await Press(keys);
    }

    /// <summary>Lets time pass; gives what is heard in it.</summary>
    public async Task<Heard> HeardFor(double seconds)
    {
        int since = Now;
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        return Heard(since);
    }

    /// <summary>Waits until the bell rings.</summary>
    public async Task Rings() =>
        await Until("ringing", static l => l.GetProperty("ringing").GetBoolean());

    /// <summary>Waits for a call to be shown.</summary>
    public async Task<string> Shows() =>
        (await Until("callerId", static l => l.GetProperty("callerId").GetString() != ""))
            .GetProperty("callerId")
            .GetString()!;

    /// <summary>Waits for this to be shown.</summary>
    public Task Shows(string callerId) =>
        Until(
            $"'{callerId}' on its display",
            l => l.GetProperty("callerId").GetString() == callerId
        );

    /// <summary>Waits until the line is used, or not, as the box sees it: <c>ready off-hook ringing in-use</c>.</summary>
    public Task Is(string phase) =>
        Until($"phase {phase}", l => l.GetProperty("phase").GetString() == phase);

    /// <summary>What has been heard since a moment.</summary>
    public Heard Heard(int since)
    {
        float[] samples;
        lock (_heard)
        {
            samples = [.. _heard[since..]];
        }

        var sound = new Pcm(samples, 8000);
        Wav.Write(Path.Combine(_folder, $"heard-{since}.wav"), sound);
        return new Heard(sound);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_mouth, _ear).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _door.Dispose();
        _end.Dispose();
    }

    private async Task Do(object deed)
    {
        using HttpResponseMessage answer = await _door.PostAsJsonAsync(
            $"/panel/api/lines/{_line}",
            deed
        );
        answer.EnsureSuccessStatusCode();
    }

    private async Task<JsonElement> Until(string what, Func<JsonElement, bool> isSo)
    {
        DateTime end = DateTime.UtcNow + Patience.Soon;
        JsonElement line = default;
        while (DateTime.UtcNow < end)
        {
            JsonElement state = await _door.GetFromJsonAsync<JsonElement>("/panel/api/state");
            line = state.GetProperty("lines")[_line - 1];
            if (isSo(line))
            {
                return line;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"line {_line}: no {what} in time; it is {line}");
    }

    private async Task Speak(Voice voice)
    {
        byte[] message = new byte[2 * Samples];
        long sent = 0;
        float[] words = voice.Speak(1).Samples;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        DateTime begun = DateTime.UtcNow;
        while (await pace.WaitForNextTickAsync(_end.Token))
        {
            // As much as time has gone, whatever the timer thinks.
            while (sent * 20 < (DateTime.UtcNow - begun).TotalMilliseconds)
            {
                for (int i = 0; i < Samples; i++)
                {
                    BinaryPrimitives.WriteInt16LittleEndian(
                        message.AsSpan(2 * i),
                        (short)(32767 * words[((sent * Samples) + i) % words.Length])
                    );
                }

                sent++;
                await _socket.SendAsync(
                    message,
                    WebSocketMessageType.Binary,
                    endOfMessage: true,
                    _end.Token
                );
            }
        }
    }

    private async Task Listen()
    {
        byte[] message = new byte[4096];
        while (true)
        {
            ValueWebSocketReceiveResult got = await _socket.ReceiveAsync(
                message.AsMemory(),
                _end.Token
            );
            if (got.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            lock (_heard)
            {
                for (int i = 0; i + 1 < got.Count; i += 2)
                {
                    _heard.Add(BinaryPrimitives.ReadInt16LittleEndian(message.AsSpan(i)) / 32768f);
                }
            }
        }
    }
}
