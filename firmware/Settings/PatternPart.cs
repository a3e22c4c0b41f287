using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary>One element of a <see cref="Pattern"/>.</summary>
internal abstract class PatternPart
{
    /// <summary>Marks in <paramref name="next"/> every place that this part leads to from a place in <paramref name="here"/>.</summary>
    public abstract void Step(ReadOnlySpan<char> text, ReadOnlySpan<bool> here, Span<bool> next);
}

/// <summary><c>*</c>: any characters, also none.</summary>
internal sealed class AnyRun : PatternPart
{
    public override void Step(ReadOnlySpan<char> text, ReadOnlySpan<bool> here, Span<bool> next)
    {
        bool reached = false;
        for (int i = 0; i < here.Length; i++)
        {
            reached |= here[i];
            next[i] = reached;
        }
    }
}

/// <summary><c>?</c>, <c>[1-3]</c> or a character of its own.</summary>
internal sealed class OneOf(ImmutableArray<(char Low, char High)> ranges) : PatternPart
{
    public override void Step(ReadOnlySpan<char> text, ReadOnlySpan<bool> here, Span<bool> next)
    {
        for (int i = 0; i < text.Length; i++)
        {
            next[i + 1] = here[i] && Has(text[i]);
        }
    }

    private bool Has(char c)
    {
        char lower = char.ToLowerInvariant(c);
        char upper = char.ToUpperInvariant(c);
        foreach ((char low, char high) in ranges)
        {
            if ((lower >= low && lower <= high) || (upper >= low && upper <= high))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>
/// <c>{a,b,11-15,!14}</c>. With exclusions alone it takes any text of at least one character that is not excluded.
/// </summary>
internal sealed class OneOfList(ImmutableArray<ListItem> takes, ImmutableArray<ListItem> excludes)
    : PatternPart
{
    public override void Step(ReadOnlySpan<char> text, ReadOnlySpan<bool> here, Span<bool> next)
    {
        for (int from = 0; from <= text.Length; from++)
        {
            for (int to = from; here[from] && to <= text.Length; to++)
            {
                next[to] = next[to] || Has(text[from..to]);
            }
        }
    }

    private bool Has(ReadOnlySpan<char> piece) =>
        (takes.IsEmpty ? piece.Length > 0 : AnyIs(takes, piece)) && !AnyIs(excludes, piece);

    private static bool AnyIs(ImmutableArray<ListItem> items, ReadOnlySpan<char> piece)
    {
        foreach (ListItem item in items)
        {
            if (item.Is(piece))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>An item of a list: a text, or a range of numbers.</summary>
/// <remarks>
/// Ends of one width stand for numbers of that width (<c>01-15</c>: 01 to 15); ends of two widths for numbers
/// without leading zeros (<c>8-12</c>: 8, 9, 10, 11, 12).
/// </remarks>
internal readonly record struct ListItem(string Text, string? High)
{
    public bool Is(ReadOnlySpan<char> piece)
    {
        if (High is null)
        {
            return piece.Equals(Text, StringComparison.OrdinalIgnoreCase);
        }

        return piece.Length >= Text.Length
            && piece.Length <= High.Length
            && Digits.Only(piece)
            && (Text.Length == High.Length || piece[0] != '0' || piece.Length == 1)
            && AtMost(Text, piece)
            && AtMost(piece, High);
    }

    /// <summary>Compares digits as numbers; the longer one is larger, as neither has leading zeros unless both are of one length.</summary>
    public static bool AtMost(ReadOnlySpan<char> a, ReadOnlySpan<char> b) =>
        a.Length != b.Length ? a.Length < b.Length : a.SequenceCompareTo(b) <= 0;
}
