using System.Collections.Immutable;
using System.Globalization;

namespace QX200.Media.Tones;

/// <param name="Hertz">The frequencies that sound together; none: silence.</param>
/// <param name="Milliseconds">0: without an end, and the only part of its tone.</param>
internal readonly record struct TonePart(ImmutableArray<int> Hertz, int Milliseconds);

/// <summary>
/// A call progress tone: frequencies and how long they sound, round and round. Written as ITU-T E.180 tabulates them:
/// <c>480+620/500 0/500</c> is half a second of two tones and half a second of silence, <c>425</c> goes on without end.
/// </summary>
internal sealed record ToneRecipe(ImmutableArray<TonePart> Parts)
{
    /// <param name="text">Of the program's own: an exception where it can't be read.</param>
    public static ToneRecipe Parse(string text) => new([.. text.Split(' ').Select(Part)]);

    /// <summary>How long one round takes; zero where it has no end.</summary>
    public TimeSpan Length => TimeSpan.FromMilliseconds(Parts.Sum(static p => p.Milliseconds));

    /// <summary>The same without the silence at its end.</summary>
    public ToneRecipe Once() => Parts[^1].Hertz.IsEmpty ? new ToneRecipe(Parts[..^1]) : this;

    private static TonePart Part(string text)
    {
        string[] halves = text.Split('/');
        int[] hertz =
        [
            .. halves[0]
                .Split('+')
                .Select(static h => int.Parse(h, CultureInfo.InvariantCulture))
                .Where(static h => h > 0),
        ];
        return new TonePart(
            [.. hertz],
            halves.Length > 1 ? int.Parse(halves[1], CultureInfo.InvariantCulture) : 0
        );
    }
}

/// <summary>The tones of one country.</summary>
/// <param name="CallWaiting">With the silence after which it sounds again.</param>
internal sealed record ToneSet(
    ToneRecipe Dial,
    ToneRecipe Ringback,
    ToneRecipe Busy,
    ToneRecipe Congestion,
    ToneRecipe CallWaiting
)
{
    /// <summary>
    /// The receiver is off the hook: 0.1 s on and off of four tones, loud, as North American exchanges have it. Few countries
    /// have one of their own in E.180; all know what it wants.
    /// </summary>
    public static ToneRecipe Howler { get; } =
        ToneRecipe.Parse(string.Join(' ', Enumerable.Repeat("1400+2060+2450+2600/100 0/100", 5)));

    public static ToneSet NorthAmerican { get; } =
        Parse(
            "350+440",
            "440+480/2000 0/4000",
            "480+620/500 0/500",
            "480+620/250 0/250",
            "440/300 0/10000"
        );

    public static ToneSet Parse(
        string dial,
        string ringback,
        string busy,
        string congestion,
        string callWaiting
    ) =>
        new(
            ToneRecipe.Parse(dial),
            ToneRecipe.Parse(ringback),
            ToneRecipe.Parse(busy),
            ToneRecipe.Parse(congestion),
            ToneRecipe.Parse(callWaiting)
        );
}
