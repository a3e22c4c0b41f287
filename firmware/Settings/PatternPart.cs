using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary>One element of a <see cref="Pattern"/>.</summary>
internal abstract class PatternPart
{
    /// <summary>Marks in <paramref name="next"/> every place that this part leads to from a place in <paramref name="here"/>.</summary>
    public abstract void Step(ReadOnlySpan<char> text, ReadOnlySpan<bool> here, Span<bool> next);

    /// <summary>Whether this part takes more than the rest of the text, from a place in <paramref name="here"/>.</summary>
    public abstract bool GoesBeyond(ReadOnlySpan<char> text, ReadOnlySpan<bool> here);
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

    public override bool GoesBeyond(ReadOnlySpan<char> text, ReadOnlySpan<bool> here) =>
        here.Contains(true);
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

    public override bool GoesBeyond(ReadOnlySpan<char> text, ReadOnlySpan<bool> here) =>
        here[text.Length];

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

    public override bool GoesBeyond(ReadOnlySpan<char> text, ReadOnlySpan<bool> here)
    {
        for (int from = 0; from <= text.Length; from++)
        {
            if (here[from] && (takes.IsEmpty || AnyGoesBeyond(takes, text[from..])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AnyGoesBeyond(ImmutableArray<ListItem> items, ReadOnlySpan<char> piece)
    {
        foreach (ListItem item in items)
        {
            if (item.GoesBeyond(piece))
            {
                return true;
            }
        }

        return false;
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

    /// <summary>Whether something longer that begins with the piece is it, or of it.</summary>
    public bool GoesBeyond(ReadOnlySpan<char> piece)
    {
        if (High is null)
        {
            return Text.Length > piece.Length
                && Text.AsSpan().StartsWith(piece, StringComparison.OrdinalIgnoreCase);
        }

        // All numbers of one length that begin with the piece lie from its zeros to its nines.
        for (int length = Math.Max(Text.Length, piece.Length + 1); length <= High.Length; length++)
        {
            string least = piece.ToString().PadRight(length, '0');
            string most = piece.ToString().PadRight(length, '9');
            if (Digits.Only(least) && AtMost(least, High) && AtMost(Text, most))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Compares digits as numbers; the longer one is larger, as neither has leading zeros unless both are of one length.</summary>
    public static bool AtMost(ReadOnlySpan<char> a, ReadOnlySpan<char> b) =>
        a.Length != b.Length ? a.Length < b.Length : a.SequenceCompareTo(b) <= 0;
}
