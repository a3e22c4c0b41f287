using System.Text.Json;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using QX200.Acceptance.Wire;
using Xunit;

namespace QX200.Acceptance;

/// <summary>What the scenarios claim again and again, with everything that was heard or sent as the message.</summary>
internal static class Proof
{
    /// <summary>From this likeness on it is the tune; the tune played backwards comes to less than 0.6.</summary>
    public const double TuneLikeness = 0.7;

    /// <summary>The recording has this voice for at least so long.</summary>
    public static void Hears(Heard heard, Voice voice, double seconds = 1) =>
        Assert.True(
            heard.SecondsOf(voice) >= seconds,
            $"{voice.Name} was heard for less than {seconds} s:\n{heard}"
        );

    /// <summary>The recording has a stretch of the hold music.</summary>
    public static void HearsTheTune(Heard heard)
    {
        double likeness = heard.LikenessTo(Reference.Tune);
        Assert.True(
            likeness >= TuneLikeness,
            $"the likeness to the tune is {likeness:0.00}:\n{heard}"
        );
    }

    /// <summary>The recording has these digits spoken, in this order.</summary>
    public static void HearsTheNumber(Heard heard, string digits)
    {
        double after = -1;
        foreach (char digit in digits)
        {
            List<double> times = heard.TimesOf(Reference.Digit(digit));
            double from = after;
            double next = times.Find(t => t > from);
            Assert.True(
                next > after,
                $"'{digit}' of {digits} was not heard after {after:0.0} s:\n{heard}"
            );
            after = next;
        }
    }

    /// <summary>A prompt of the exchange was heard: the middle of it, as a long one is stretched a little on an analog line.</summary>
    public static void HearsThePrompt(Heard heard, string name)
    {
        Pcm prompt = Reference.Prompt(name);
        double middle = prompt.Seconds / 2;
        Assert.True(
            heard.TimesOf(prompt.Part(middle - 0.3, middle + 0.3)).Count > 0,
            $"the prompt '{name}' was not heard:\n{heard}"
        );
    }

    /// <summary>The records of parked calls, each an outcome and whose doing it was; they reach the disk a moment after the call is over.</summary>
    public static async Task ParkRecords(Exchange exchange, params string[] expected)
    {
        string[] outcomes = [];
        for (int i = 0; i < 50 && outcomes.Length < expected.Length; i++)
        {
            await Task.Delay(100);
            outcomes =
            [
                .. exchange
                    .Records()
                    .Where(static r => r.GetProperty("kind").GetString() == "park")
                    .Select(static r =>
                        r.TryGetProperty("by", out JsonElement by)
                            ? $"{r.GetProperty("outcome")} {by}"
                            : $"{r.GetProperty("outcome")}"
                    ),
            ];
        }

        Assert.Equal(expected, outcomes);
    }

    /// <summary>Both telephones, once their calls are over, have heard each other in their last calls.</summary>
    public static void HeardEachOther(
        (Heard Heard, Voice Voice) one,
        (Heard Heard, Voice Voice) other
    )
    {
        Hears(one.Heard, other.Voice);
        Hears(other.Heard, one.Voice);
    }

    /// <summary>The stream ran on without a seam.</summary>
    public static void Seamless(SentStream stream)
    {
        IReadOnlyList<string> breaks = stream.Breaks();
        Assert.True(breaks.Count == 0, $"{stream}:\n{string.Join("\n", breaks.Take(20))}");
    }

    /// <summary>The exchange, with all calls over, holds nothing of them any more.</summary>
    public static async Task NothingLeft(Exchange exchange)
    {
        // A transaction over UDP stays for 64 times T1, 32 s, to take up retransmissions (RFC 3261 17).
        DateTime until = DateTime.UtcNow.AddSeconds(40);
        Dictionary<string, long> counters;
        do
        {
            await Task.Delay(500);
            counters = await exchange.Counters();
        } while (counters.Values.Any(v => v != 0) && DateTime.UtcNow < until);

        Assert.NotEmpty(counters);
        Assert.All(counters, counter => Assert.Equal(0, counter.Value));
    }

    /// <summary>Two telephones are in a call that one of them started.</summary>
    public static async Task Call(Baresip caller, Baresip callee)
    {
        await caller.Dial(callee.Account.Number);
        await callee.Rings();
        await callee.Answer();
        await caller.Connected();
        await callee.Connected();
    }

    /// <summary>A SIP telephone calls an analog one, whose receiver is lifted.</summary>
    public static async Task Call(Baresip caller, Desk called, string number)
    {
        await caller.Dial(number);
        await called.Rings();
        await called.Lift();
        await caller.Connected();
    }

    /// <summary>A third telephone takes the call out of 77, they talk for two seconds, and hang up.</summary>
    public static async Task TakeBack(Baresip takes, Baresip waits)
    {
        await Task.Delay(2000);
        await takes.Dial("77");
        await takes.Connected();
        await Task.Delay(2000);
        await takes.HangUp();
        await waits.Closed();
        await Task.Delay(300);
    }
}
