using System.Collections.Immutable;
using System.Text;

namespace QX200.Settings;

/// <summary>Reads the written form of a <see cref="Pattern"/> into its parts.</summary>
internal ref struct PatternReader
{
    private const int LongestPattern = 255;

    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private string _problem = "";

    private PatternReader(ReadOnlySpan<char> text) => _text = text;

    public static bool TryRead(
        string text,
        out ImmutableArray<PatternPart> parts,
        out string problem
    )
    {
        var reader = new PatternReader(text);
        parts = reader.Parts();
        problem =
            text.Length == 0 ? "the pattern is empty"
            : text.Length > LongestPattern
                ? $"the pattern is longer than {LongestPattern} characters"
            : reader._problem;
        return problem.Length == 0;
    }

    private ImmutableArray<PatternPart> Parts()
    {
        ImmutableArray<PatternPart>.Builder parts = ImmutableArray.CreateBuilder<PatternPart>();
        while (_at < _text.Length && _problem.Length == 0)
        {
            char c = _text[_at++];
            switch (c)
            {
                case '*':
                    parts.Add(new AnyRun());
                    break;
                case '?':
                    parts.Add(new OneOf([(char.MinValue, char.MaxValue)]));
                    break;
                case '{':
                    parts.Add(List());
                    break;
                case '[':
                    parts.Add(Characters());
                    break;
                case '}' or ']':
                    _problem = $"\"{c}\" closes nothing (write \\{c} for the character itself)";
                    break;
                default:
                    char literal = c == '\\' ? Escaped() : c;
                    parts.Add(new OneOf([(literal, literal)]));
                    break;
            }
        }

        return parts.ToImmutable();
    }

    private char Escaped()
    {
        if (_at < _text.Length)
        {
            return _text[_at++];
        }

        _problem = "\"\\\" at the end escapes nothing";
        return '\\';
    }

    private OneOf Characters()
    {
        var ranges = ImmutableArray.CreateBuilder<(char, char)>();
        while (_problem.Length == 0)
        {
            if (_at >= _text.Length)
            {
                _problem = "\"[\" is not closed by \"]\"";
            }
            else if (_text[_at] == ']')
            {
                _at++;
                _problem = ranges.Count == 0 ? "\"[]\" holds no character" : "";
                break;
            }
            else
            {
                ranges.Add(CharacterRange());
            }
        }

        return new OneOf(ranges.ToImmutable());
    }

    private (char Low, char High) CharacterRange()
    {
        char low = Character();
        bool isRange =
            _at + 1 < _text.Length && _text[_at] == '-' && _text[_at + 1] != ']' && ++_at > 0;
        char high = isRange ? Character() : low;
        if (high < low)
        {
            _problem = $"the range {low}-{high} runs backwards";
        }

        return (low, high);
    }

    private char Character()
    {
        char c = _text[_at++];
        return c == '\\' ? Escaped() : c;
    }

    private OneOfList List()
    {
        var takes = ImmutableArray.CreateBuilder<ListItem>();
        var excludes = ImmutableArray.CreateBuilder<ListItem>();
        bool closed = false;
        while (!closed && _problem.Length == 0)
        {
            bool excluded = _at < _text.Length && _text[_at] == '!';
            _at += excluded ? 1 : 0;
            (excluded ? excludes : takes).Add(Item(out closed));
        }

        return new OneOfList(takes.ToImmutable(), excludes.ToImmutable());
    }

    private ListItem Item(out bool closed)
    {
        var text = new StringBuilder();
        int dash = -1;
        char c = '\0';
        while (_at < _text.Length && (c = _text[_at++]) is not (',' or '}') && _problem.Length == 0)
        {
            if (c is '*' or '?' or '{' or '[' or ']')
            {
                _problem =
                    $"\"{c}\" has no meaning inside {{ }} (write \\{c} for the character itself)";
            }

            dash = c == '-' && dash < 0 ? text.Length : dash;
            text.Append(c == '\\' ? Escaped() : c);
        }

        closed = c == '}';
        if (_problem.Length == 0 && c is not (',' or '}'))
        {
            _problem = "\"{\" is not closed by \"}\"";
        }
        else if (_problem.Length == 0 && text.Length == 0)
        {
            _problem = "a list in { } holds an empty item";
        }

        return Ranged(text.ToString(), dash);
    }

    /// <summary>A dash between digits makes a range; any other dash is part of the text.</summary>
    private ListItem Ranged(string text, int dash)
    {
        if (
            dash <= 0
            || dash == text.Length - 1
            || !Digits.Only(text.AsSpan(0, dash))
            || !Digits.Only(text.AsSpan(dash + 1))
        )
        {
            return new ListItem(text, null);
        }

        string low = text[..dash];
        string high = text[(dash + 1)..];
        bool padded = low.Length != high.Length && (low is ['0', _, ..] || high[0] == '0');
        if (padded || !ListItem.AtMost(low, high))
        {
            _problem = $"the range {text} runs backwards or mixes widths";
        }

        return new ListItem(low, high);
    }
}
