using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using QX200.Acceptance.Wire;
using Xunit;

namespace QX200.Acceptance;

/// <summary>What the scenarios claim again and again, with everything that was heard or sent as the message.</summary>
internal static class Proof
{
    /// <summary>From this likeness on it is the tune; no second of the tune played backwards comes to 0.65.</summary>
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
        double likeness = heard.LikenessTo(Reference.Tune, TuneLikeness);
        Assert.True(
            likeness >= TuneLikeness,
            $"the likeness to the tune is {likeness:0.00}:\n{heard}"
        );
    }

    /// <summary>The recording has these digits spoken, in this order.</summary>
    public static void HearsTheNumber(Heard heard, string digits) =>
        Assert.True(HasTheNumber(heard, digits), $"{digits} was not heard:\n{heard}");

    /// <summary>Whether these digits are spoken in it, in this order.</summary>
    public static bool HasTheNumber(Heard heard, string digits)
    {
        double after = -1;
        foreach (char digit in digits)
        {
            double from = after;
            after = heard.TimesOf(Reference.Digit(digit)).Find(t => t > from);
            if (after <= from)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether it has a prompt of the exchange: the middle of it, as a long one is stretched a little on an analog line.</summary>
    public static bool HasThePrompt(Heard heard, string name)
    {
        Pcm prompt = Reference.Prompt(name);
        double middle = prompt.Seconds / 2;
        return heard.TimesOf(prompt.Part(middle - 0.3, middle + 0.3)).Count > 0;
    }

    public static bool AsksForThePassword(Heard heard) => HasThePrompt(heard, "enter-password");

    /// <summary>Waits until a telephone has heard a voice for so long from now on.</summary>
    public static Task HearsSoon(ITelephone who, Voice voice, double seconds = 1) =>
        HearsSoon(
            who,
            string.Create(CultureInfo.InvariantCulture, $"{voice.Name} for {seconds} s"),
            heard => heard.SecondsOf(voice) >= seconds
        );

    /// <summary>Waits until a telephone hears the hold music from now on.</summary>
    public static Task HearsTheTuneSoon(ITelephone who) =>
        HearsSoon(
            who,
            "the tune",
            static heard => heard.LikenessTo(Reference.Tune, TuneLikeness) >= TuneLikeness
        );

    /// <summary>Waits until this is in what a telephone hears from now on.</summary>
    public static async Task<Heard> HearsSoon(ITelephone who, string what, Func<Heard, bool> isIn)
    {
        Func<Heard> listen = who.Listen();
        Heard heard = listen();
        await Patience.Until(
            () => isIn(heard = listen()),
            () => $"whoever says {who.Voice.Name} to hear {what}. He heard:\n{heard}"
        );
        return heard;
    }

    /// <summary>
    /// Two telephones talk until each has heard the other for so long: what a machine that stands still swallows, they
    /// say again.
    /// </summary>
    public static Task Talk(ITelephone one, ITelephone other, double seconds = 1.2) =>
        Task.WhenAll(HearsSoon(one, other.Voice, seconds), HearsSoon(other, one.Voice, seconds));

    /// <summary>The records of parked calls, each an outcome and whose doing it was; they reach the disk a moment after the call is over.</summary>
    public static async Task ParkRecords(Exchange exchange, params string[] expected)
    {
        string[] Outcomes() =>
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

        await Patience.Until(
            () => Outcomes().Length >= expected.Length,
            () => $"{expected.Length} records, but {string.Join(", ", Outcomes())}"
        );
        Assert.Equal(expected, Outcomes());
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

    /// <summary>
    /// The streams that a play leaves ran on without a seam. Times are judged by what the machine could do; and as
    /// even so a busy one may keep one thread waiting and not another, a seam counts once it is there in every one of
    /// <see cref="Patience.Tries"/> plays: the exchange's own comes each time.
    /// </summary>
    public static async Task Seamless(Func<Task<IReadOnlyList<SentStream>>> play)
    {
        for (int tries = 1; ; tries++)
        {
            IReadOnlyList<SentStream> streams = await play();
            foreach (SentStream stream in streams)
            {
                IReadOnlyList<string> breaks = stream.Breaks();
                Assert.True(breaks.Count == 0, $"{stream}:\n{string.Join("\n", breaks.Take(20))}");
            }

            string[] seams =
            [
                .. streams.SelectMany(static stream =>
                    stream.Seams().Take(20).Select(seam => $"{stream}: {seam}")
                ),
            ];
            if (seams.Length == 0)
            {
                return;
            }

            string all = string.Join("\n", seams);
            TestContext.Current.TestOutputHelper?.WriteLine($"play {tries}:\n{all}");
            Assert.True(tries < Patience.Tries, all);
        }
    }

    /// <summary>The exchange, with all calls over, holds nothing of them any more.</summary>
    public static async Task NothingLeft(Exchange exchange)
    {
        // A transaction over UDP stays for 64 times T1, 32 s, to take up retransmissions (RFC 3261 17).
        DateTime until = DateTime.UtcNow.AddSeconds(32) + Patience.Soon;
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

    /// <summary>
    /// Parks by keys. Where a machine that stood still has put them too far apart to be a code, they are pressed again.
    /// </summary>
    /// <param name="back">Goes back to the talk where the keys led elsewhere.</param>
    public static async Task ParkByKeys(
        Exchange exchange,
        Func<Task> press,
        Func<Task>? back = null
    )
    {
        int before = Parked();
        for (int tries = 1; ; tries++)
        {
            await press();
            if (await Patience.Within(Patience.OfATry / 2, () => Parked() > before))
            {
                return;
            }

            Assert.True(tries < Patience.Tries, "the keys were pressed and nothing was parked");
            await (back?.Invoke() ?? Task.CompletedTask);
        }

        int Parked() =>
            exchange.Log.All.Count(static l => l.Contains(" parked on ", StringComparison.Ordinal));
    }

    /// <summary>A third telephone takes the call out of 77 once music was heard there, they talk, and hang up.</summary>
    public static async Task TakeBack(Baresip takes, Baresip waits)
    {
        await HearsTheTuneSoon(waits);
        await takes.Dial("77");
        await takes.Connected();
        await Talk(takes, waits);
        await takes.HangUp();
        await waits.Closed();
    }
}
