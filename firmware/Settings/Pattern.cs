using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary>
/// A pattern for numbers and addresses: <c>*</c> any characters, <c>?</c> one character, <c>{a,b,11-15,!14}</c> one of a
/// list with ranges and exclusions, <c>[1-3]</c> one of some characters, <c>\</c> takes the next character as it is.
/// Letters match in either case.
/// </summary>
/// <remarks>
/// Matching walks the pattern once and carries the set of places in the text that are reachable, so that no pattern can
/// make it slow: the work is at most pattern length times text length, squared in lists. It allocates nothing.
/// </remarks>
internal sealed class Pattern : IEquatable<Pattern>
{
    /// <summary>Longer texts match nothing: no number or address of a caller is longer.</summary>
    public const int LongestText = 255;

    private readonly ImmutableArray<PatternPart> _parts;

    private Pattern(string text, ImmutableArray<PatternPart> parts)
    {
        Text = text;
        _parts = parts;
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>Matches every text.</summary>
    public static Pattern Any { get; } = new("*", [new AnyRun()]);

    /// <param name="problem">What is wrong with the pattern, as a piece of a sentence; empty when it is good.</param>
    public static bool TryParse(string text, out Pattern pattern, out string problem)
    {
        pattern = Any;
        if (!PatternReader.TryRead(text, out ImmutableArray<PatternPart> parts, out problem))
        {
            return false;
        }

        pattern = new Pattern(text, parts);
        return true;
    }

    /// <summary>Any thread.</summary>
    public bool Matches(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestText)
        {
            return false;
        }

        Span<bool> here = stackalloc bool[text.Length + 1];
        Span<bool> next = stackalloc bool[text.Length + 1];
        here[0] = true;
        foreach (PatternPart part in _parts)
        {
            next.Clear();
            part.Step(text, here, next);
            next.CopyTo(here);
        }

        return here[text.Length];
    }

    /// <summary>Whether some longer text that begins with this one matches. Any thread.</summary>
    public bool MatchesBeyond(ReadOnlySpan<char> text)
    {
        if (text.Length >= LongestText)
        {
            return false;
        }

        Span<bool> here = stackalloc bool[text.Length + 1];
        Span<bool> next = stackalloc bool[text.Length + 1];
        here[0] = true;
        foreach (PatternPart part in _parts)
        {
            if (part.GoesBeyond(text, here))
            {
                return true;
            }

            next.Clear();
            part.Step(text, here, next);
            next.CopyTo(here);
        }

        return false;
    }

    public bool Equals(Pattern? other) => other is not null && other.Text == Text;

    public override bool Equals(object? obj) => Equals(obj as Pattern);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;
}
