namespace QX200.Settings;

internal enum IniLineKind : byte
{
    /// <summary>A comment or a blank line.</summary>
    Comment,
    Section,
    Key,

    /// <summary>Reported and kept from the provider.</summary>
    Bad,
}

/// <summary>One line of a settings file.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Key">A section's canonical name, a key in lower case, or empty.</param>
/// <param name="Value">As written, without the blanks around it; quotes are part of it.</param>
internal sealed record IniLine(int Number, IniLineKind Kind, string Key, string Value)
{
    /// <summary>The line's bytes with its end, as in the file.</summary>
    public byte[] Raw { get; init; } = [];

    public bool IsGood => Kind is IniLineKind.Section or IniLineKind.Key;
}

/// <summary>A section of a settings file with its good keys.</summary>
internal sealed class IniSection(string name, int line)
{
    private readonly List<IniLine> _keys = [];

    /// <summary>Canonical: <c>[ Extension : 101 ]</c> and <c>[extension:101]</c> are one section.</summary>
    public string Name { get; } = name;

    public int Line { get; } = line;

    public IReadOnlyList<IniLine> Keys => _keys;

    /// <summary>The part before the colon, such as <c>extension</c>.</summary>
    public string Kind => Name.Split(':', 2)[0];

    /// <summary>The part after the colon, such as <c>101</c>; empty where there is none.</summary>
    public string Id => Name.Split(':', 2) is [_, var id] ? id : "";

    /// <summary>The good line of a key.</summary>
    public IniLine? Find(string key) => _keys.Find(k => k.Key == key);

    public void Add(IniLine key) => _keys.Add(key);

    public static string Canonical(ReadOnlySpan<char> written) =>
        string.Join(
            ':',
            written
                .Trim()
                .ToString()
                .Split(':')
                .Select(static part => part.Trim().ToLowerInvariant())
        );
}
