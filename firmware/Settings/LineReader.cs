using System.Collections.Immutable;
using System.Globalization;

namespace QX200.Settings;

/// <summary>The section <c>[line]</c> of <c>system.ini</c>.</summary>
internal static class LineReader
{
    /// <summary>What <c>[line] country</c> may be.</summary>
    public static ImmutableArray<string> Countries { get; } =
    ["us", "ca", "uk", "de", "at", "ch", "fr", "it", "es", "nl", "pl", "ru", "au", "nz"];

    public static LineSettings Read(SectionReader s, LineSettings last)
    {
        var standard = new LineSettings();
        TimeSpan minute = TimeSpan.FromMinutes(1);
        TimeSpan second = TimeSpan.FromSeconds(1);
        var line = new LineSettings
        {
            Country = s.Choice(
                "country",
                standard.Country,
                last.Country,
                [.. Countries.Select(static c => (c, c))]
            ),
            FlashMin = s.Value("flash-min", standard.FlashMin, last.FlashMin, Flash),
            FlashMax = s.Value("flash-max", standard.FlashMax, last.FlashMax, Flash),
            FirstDigit = s.Time(
                "first-digit",
                standard.FirstDigit,
                last.FirstDigit,
                second,
                minute
            ),
            InterDigit = s.Time(
                "inter-digit",
                standard.InterDigit,
                last.InterDigit,
                second,
                minute
            ),
            CallWaiting = s.YesNo("call-waiting", standard.CallWaiting, last.CallWaiting),
            CallWaitingId = s.YesNo("call-waiting-id", standard.CallWaitingId, last.CallWaitingId),
            EchoCancel = s.YesNo("echo-cancel", standard.EchoCancel, last.EchoCancel),
            HearGain = s.Value("hear-gain", standard.HearGain, last.HearGain, Gain),
            SpeakGain = s.Value("speak-gain", standard.SpeakGain, last.SpeakGain, Gain),
            LoopBreak = s.Time(
                "loop-break",
                standard.LoopBreak,
                last.LoopBreak,
                TimeSpan.Zero,
                2 * second
            ),
        };
        if (line.FlashMin > line.FlashMax)
        {
            s.Report(
                "flash-min",
                "flash-min is longer than flash-max, so that no flash could be: make it shorter"
            );
            return line with { FlashMin = last.FlashMin, FlashMax = last.FlashMax };
        }

        return line;
    }

    private static bool Flash(string text, out TimeSpan? flash, out string advice)
    {
        advice = "use a time from 80ms to 800ms, or leave it empty for the country's own";
        flash = null;
        if (text.Length == 0)
        {
            return true;
        }

        bool good =
            Duration.TryParse(text, out TimeSpan time)
            && time >= TimeSpan.FromMilliseconds(80)
            && time <= TimeSpan.FromMilliseconds(800);
        flash = good ? time : null;
        return good;
    }

    private static bool Gain(string text, out int gain, out string advice)
    {
        advice = "use a whole number of dB from -12 to 12";
        return int.TryParse(
                text,
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out gain
            ) && gain is >= -12 and <= 12;
    }
}
