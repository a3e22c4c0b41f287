using System.Runtime.InteropServices;
using QX200.Tests.Media.Codecs;

namespace QX200.Tests.Calls;

/// <summary>Milliseconds since the beginning of a recording.</summary>
internal readonly record struct Burst(int Start, int Milliseconds);

/// <summary>What is found in the samples of a line, at 8 kHz.</summary>
internal static class LineSound
{
    private const int BlockMs = 5;
    private const int Block = 8 * BlockMs;

    // Silence in G.711 is a sample of 8 at the most.
    private const double Audible = 200;

    /// <summary>Every stretch that is louder than silence.</summary>
    public static List<Burst> Bursts(List<short> line)
    {
        var bursts = new List<Burst>();
        ReadOnlySpan<short> samples = CollectionsMarshal.AsSpan(line);
        int start = -1;
        for (int at = 0; at <= samples.Length; at += Block)
        {
            bool sounds =
                at + Block <= samples.Length && Waves.Rms(samples.Slice(at, Block)) > Audible;
            if (sounds && start < 0)
            {
                start = at;
            }
            else if (!sounds && start >= 0)
            {
                bursts.Add(new Burst(start / 8, (at - start) / 8));
                start = -1;
            }
        }

        return bursts;
    }

    /// <summary>How much of the middle of a burst is at one pitch.</summary>
    public static double Purity(List<short> line, Burst burst, int hertz)
    {
        int margin = burst.Milliseconds / 5;
        return Waves.Purity(
            CollectionsMarshal
                .AsSpan(line)
                .Slice(8 * (burst.Start + margin), 8 * (burst.Milliseconds - (2 * margin))),
            hertz,
            8000
        );
    }
}
