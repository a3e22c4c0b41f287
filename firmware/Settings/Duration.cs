using System.Globalization;

namespace QX200.Settings;

/// <summary>A time as settings write it: a whole number and a unit, <c>500ms 5s 15m 2h</c>.</summary>
internal static class Duration
{
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        int digits = text.IndexOfAnyExceptInRange('0', '9');
        duration = TimeSpan.Zero;
        if (
            digits is <= 0 or > 9
            || !int.TryParse(
                text[..digits],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out int n
            )
        )
        {
            return false;
        }

        double milliseconds = text[digits..].TrimStart() switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => 0,
        };
        duration = TimeSpan.FromMilliseconds(n * milliseconds);
        return milliseconds > 0;
    }

    /// <summary>The shortest way to write a time: the largest unit that leaves a whole number.</summary>
    public static string Write(TimeSpan duration) =>
        duration.Ticks % TimeSpan.TicksPerHour == 0 && duration != TimeSpan.Zero
            ? $"{duration.Ticks / TimeSpan.TicksPerHour}h"
        : duration.Ticks % TimeSpan.TicksPerMinute == 0 && duration != TimeSpan.Zero
            ? $"{duration.Ticks / TimeSpan.TicksPerMinute}m"
        : duration.Ticks % TimeSpan.TicksPerSecond == 0
            ? $"{duration.Ticks / TimeSpan.TicksPerSecond}s"
        : $"{(long)duration.TotalMilliseconds}ms";
}
