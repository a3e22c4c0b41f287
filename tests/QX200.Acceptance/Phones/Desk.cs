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
internal sealed class Desk : ITelephone, IAsyncDisposable
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

    private Desk(string folder, string url, int line, Voice voice)
    {
        Voice = voice;
        _folder = folder;
        _line = line;
        _door = new HttpClient { BaseAddress = new Uri(url) };
    }

    public Voice Voice { get; }

    private int Now
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
        var desk = new Desk(folder, url, line, voice);
        Directory.CreateDirectory(folder);
        await desk._socket.ConnectAsync(
            new Uri($"{url.Replace("http", "ws", StringComparison.Ordinal)}/panel/sound/{line}"),
            CancellationToken.None
        );
        desk._mouth = desk.Speak(voice);
        desk._ear = desk.TakeDown();
        return desk;
    }

    public Task Lift() => Do(new { hook = "off" });

    public Task HangUp() => Do(new { hook = "on" });

    public Task Flash() => Do(new { flash = true });

    public Task Press(string keys) => Do(new { keys });

    public Task Dial(string pulses) => Do(new { pulses });

    public Func<Heard> Listen()
    {
        int since = Now;
        return () => Heard(since);
    }

    /// <summary>Lifts, waits for the dial tone, and presses keys.</summary>
    public async Task Call(string number)
    {
        await LiftAndHearDialTone();
        await Press(number);
    }

    /// <summary>Lifts and waits for the dial tone.</summary>
    public async Task LiftAndHearDialTone()
    {
        Func<Heard> heard = Listen();
        await Lift();
        await Hears("the dial tone", HasDialTone, heard);
    }

    /// <summary>A flash, the second dial tone, and keys.</summary>
    public async Task FlashAnd(string keys)
    {
        Func<Heard> heard = Listen();
        await Flash();
        await Hears("the dial tone after the flash", HasDialTone, heard);
        await Press(keys);
    }

    /// <summary>Calls, again where the keys or the answer were torn, and waits until this is in what it hears.</summary>
    public async Task CallAndHear(string number, string what, Func<Heard, bool> isIn)
    {
        for (int tries = 1; ; tries++)
        {
            Func<Heard> heard = Listen();
            await Call(number);
            if (await Patience.Within(Patience.OfATry, () => isIn(heard())))
            {
                return;
            }

            Assert.True(tries < Patience.Tries, $"{what} was not heard:\n{heard()}");
            await HangUp();
            await Is("ready");
        }
    }

    /// <summary>Is called, again where the words to its display were torn, until that shows who calls.</summary>
    /// <param name="giveUp">Ends the call before the next one.</param>
    public async Task IsCalled(string shows, Func<Task> call, Func<Task> giveUp)
    {
        for (int tries = 1; ; tries++)
        {
            await call();
            Task shown = Shows(shows, tries == Patience.Tries ? Patience.Soon : Patience.OfATry);
            await shown.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (shown.IsCompletedSuccessfully || tries == Patience.Tries)
            {
                await shown;
                return;
            }

            await giveUp();
        }
    }

    /// <summary>Waits until this is in what it hears from now on, or in what is given.</summary>
    public async Task<Heard> Hears(string what, Func<Heard, bool> isIn, Func<Heard>? heard = null)
    {
        heard ??= Listen();
        Heard last = heard();
        await Patience.Until(
            () => isIn(last = heard()),
            () => $"line {_line} to hear {what}:\n{last}"
        );
        return last;
    }

    /// <summary>Waits until the bell rings.</summary>
    public async Task Rings() =>
        await Until("ringing", static l => l.GetProperty("ringing").GetBoolean());

    /// <summary>Waits for a call to be shown.</summary>
    public async Task<string> Shows(TimeSpan limit) =>
        (await Until("callerId", static l => l.GetProperty("callerId").GetString() != "", limit))
            .GetProperty("callerId")
            .GetString()!;

    /// <summary>Waits for this to be shown.</summary>
    public Task Shows(string callerId, TimeSpan? limit = null) =>
        Until(
            $"'{callerId}' on its display",
            l => l.GetProperty("callerId").GetString() == callerId,
            limit
        );

    /// <summary>Waits until the line is used, or not, as the box sees it: <c>ready off-hook ringing in-use</c>.</summary>
    public Task Is(string phase) =>
        Until($"phase {phase}", l => l.GetProperty("phase").GetString() == phase);

    /// <summary>What has been heard since a moment; kept as a file too.</summary>
    private Heard Heard(int since)
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

    private static bool HasDialTone(Heard heard) =>
        heard.TonesOf(DialTone).Sum(static t => t.Seconds) >= 0.4;

    private async Task Do(object deed)
    {
        using HttpResponseMessage answer = await _door.PostAsJsonAsync(
            $"/panel/api/lines/{_line}",
            deed
        );
        answer.EnsureSuccessStatusCode();
    }

    private async Task<JsonElement> Until(
        string what,
        Func<JsonElement, bool> isSo,
        TimeSpan? limit = null
    )
    {
        DateTime end = DateTime.UtcNow + (limit ?? Patience.Soon);
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

    private async Task TakeDown()
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
