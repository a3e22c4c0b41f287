using System.Text;

namespace QX200.Sip.Messages;

/// <summary>One parameter; the value is without its quotes (escapes stay) and empty where none is written.</summary>
internal readonly ref struct Parameter
{
    public Parameter(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name = name;
        Value = value;
    }

    public ReadOnlySpan<byte> Name { get; }
    public ReadOnlySpan<byte> Value { get; }
}

/// <summary>
/// Reads ";name=value;flag;quoted="a;b"" as headers and URIs carry it, spaces allowed around every sign and empty
/// parameters passed over. Use it in a foreach, or <see cref="TryFind"/> for one name. Credentials separate theirs
/// by commas (RFC 3261 25.1, digest-cln).
/// </summary>
internal ref struct ParameterList
{
    private readonly byte _separator;
    private ReadOnlySpan<byte> _rest;

    public ParameterList(ReadOnlySpan<byte> text, byte separator = (byte)';')
    {
        _separator = separator;
        _rest = text;
        Current = default;
    }

    public Parameter Current { get; private set; }

    public readonly ParameterList GetEnumerator() => this;

    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            int end = _rest.IndexOfAny(_separator, (byte)'=');
            if (end < 0)
            {
                end = _rest.Length;
            }

            ReadOnlySpan<byte> name = Grammar.Trim(_rest[..end]);
            bool hasValue = end < _rest.Length && _rest[end] == '=';
            _rest = _rest[Math.Min(end + 1, _rest.Length)..];
            ReadOnlySpan<byte> value = hasValue ? TakeValue() : default;
            if (!name.IsEmpty)
            {
                Current = new Parameter(name, value);
                return true;
            }
        }

        return false;
    }

    /// <summary>The first parameter of that name, in any case.</summary>
    public static bool TryFind(
        ReadOnlySpan<byte> parameters,
        ReadOnlySpan<byte> name,
        out ReadOnlySpan<byte> value
    )
    {
        foreach (Parameter parameter in new ParameterList(parameters))
        {
            if (Ascii.EqualsIgnoreCase(parameter.Name, name))
            {
                value = parameter.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    private ReadOnlySpan<byte> TakeValue()
    {
        int from = 0;
        while (from < _rest.Length && Grammar.IsBlank(_rest[from]))
        {
            from++;
        }

        int closed =
            from < _rest.Length && _rest[from] == '"' ? Grammar.EndOfQuoted(_rest, from) : -1;
        int end = _rest[Math.Max(closed, 0)..].IndexOf(_separator);
        end = end < 0 ? _rest.Length : end + Math.Max(closed, 0);
        ReadOnlySpan<byte> value =
            closed > 0 ? _rest[(from + 1)..(closed - 1)] : Grammar.Trim(_rest[from..end]);
        _rest = _rest[Math.Min(end + 1, _rest.Length)..];
        return value;
    }
}
