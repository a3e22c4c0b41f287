using System.Globalization;
using System.Text;

namespace QX200.Settings;

/// <summary>
/// Changes a settings file and leaves every line that is not meant as it is, byte for byte: comments, blank lines,
/// order, spelling, line ends, and lines that nobody understands.
/// </summary>
/// <remarks>
/// Keys and names are canonical (small letters), values are such that <see cref="IniValue"/> has nothing against them.
/// </remarks>
internal sealed class IniEditor
{
    private readonly List<IniLine> _lines;
    private IniDocument _document;

    public IniEditor(IniDocument document)
    {
        _document = document;
        _lines = [.. document.Lines];
    }

    /// <summary>The file as it is after the changes so far.</summary>
    public IniDocument Document => _document;

    /// <summary>Writes a value: into the line that has the key, or into a new one behind the section's last.</summary>
    public void Set(string section, string key, string value)
    {
        IniSection there = Section(section);
        if (there.Find(key) is { } line)
        {
            if (line.Value != value)
            {
                Replace(line.Number - 1, WithValue(line.Raw, value));
            }

            return;
        }

        int last = LastLineOf(there);
        string equals =
            _lines[last] is { Kind: IniLineKind.Key } sibling && IsTight(sibling) ? "=" : " = ";
        Insert(last + 1, $"{key}{equals}{value}".TrimEnd(' '));
    }

    /// <summary>Takes the line of a key away, so that the key has its default. Comments stay.</summary>
    public void Remove(string section, string key)
    {
        if (Section(section).Find(key) is { } line)
        {
            _lines.RemoveAt(line.Number - 1);
            ReadAgain();
        }
    }

    /// <summary>
    /// A new section: behind the one of its kind with the next lower number, so that neighbours stand together, or at the
    /// end of the file.
    /// </summary>
    public void Add(string section, IEnumerable<KeyValuePair<string, string>> keys)
    {
        int at = Neighbour(section) is { } neighbour ? LastLineOf(neighbour) + 1 : _lines.Count;
        List<string> text = at > 0 && !IsBlank(_lines[at - 1]) ? [""] : [];
        text.Add($"[{section}]");
        text.AddRange(keys.Select(static k => $"{k.Key} = {k.Value}".TrimEnd(' ')));
        Insert(at, [.. text]);
    }

    /// <summary>
    /// Takes a section away: its head, and what stands between it and its last key. What is written above the head or
    /// below the last key is left, as it may be about something else.
    /// </summary>
    public void Delete(string section)
    {
        for (int head = HeadOf(section); head >= 0; head = HeadOf(section))
        {
            int last = LastLineFrom(head);
            bool blankAround =
                (head == 0 || IsBlank(_lines[head - 1]))
                && last + 1 < _lines.Count
                && IsBlank(_lines[last + 1]);
            _lines.RemoveRange(head, last - head + (blankAround ? 2 : 1));
            ReadAgain();
        }
    }

    /// <summary>Gives a section another name; its keys and comments stay with it.</summary>
    public void Rename(string section, string name)
    {
        for (int head = HeadOf(section); head >= 0; head = HeadOf(section))
        {
            byte[] raw = _lines[head].Raw;
            int open = raw.AsSpan().IndexOf((byte)'[');
            int close = raw.AsSpan().LastIndexOf((byte)']');
            Replace(head, [.. raw[..(open + 1)], .. Encoding.UTF8.GetBytes(name), .. raw[close..]]);
        }
    }

    private IniSection Section(string name) => _document.Sections.First(s => s.Name == name);

    private int HeadOf(string section) =>
        _lines.FindIndex(l => l.Kind == IniLineKind.Section && l.Key == section);

    private int LastLineOf(IniSection section) => LastLineFrom(section.Line - 1);

    /// <summary>The last line with a key, good or bad, before the next section; the head where there is none.</summary>
    private int LastLineFrom(int head)
    {
        int last = head;
        for (int i = head + 1; i < _lines.Count && !IsHead(_lines[i]); i++)
        {
            last = _lines[i].Kind is IniLineKind.Key or IniLineKind.Bad ? i : last;
        }

        return last;
    }

    private static bool IsHead(IniLine line) =>
        line.Kind == IniLineKind.Section
        || (line.Kind == IniLineKind.Bad && line.Raw.AsSpan().TrimStart(" \t"u8).StartsWith("["u8));

    private static bool IsBlank(IniLine line) => line.Raw.AsSpan().TrimEnd(" \t\r\n"u8).IsEmpty;

    /// <summary>Whether <c>key=value</c> is written without blanks.</summary>
    private static bool IsTight(IniLine line)
    {
        int equals = line.Raw.AsSpan().IndexOf((byte)'=');
        return equals > 0 && line.Raw[equals - 1] is not ((byte)' ' or (byte)'\t');
    }

    private IniSection? Neighbour(string section)
    {
        string kind = section.Split(':', 2)[0];
        return Number(section) is not { } number
            ? null
            : _document
                .Sections.Where(s => s.Kind == kind && Number(s.Name) < number)
                .MaxBy(static s => Number(s.Name));
    }

    private static UInt128? Number(string section) =>
        section.Split(':', 2) is [_, var id]
        && UInt128.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 number)
            ? number
            : null;

    private static byte[] WithValue(byte[] raw, string value)
    {
        ReadOnlySpan<byte> content = raw.AsSpan().TrimEnd("\r\n"u8);
        int equals = content.IndexOf((byte)'=');
        ReadOnlySpan<byte> rest = content[(equals + 1)..];
        int blanks = rest.Length - rest.TrimStart(" \t"u8).Length;
        bool wasEmpty = blanks == rest.Length;
        bool spaced = equals > 0 && content[equals - 1] is (byte)' ' or (byte)'\t';
        ReadOnlySpan<byte> gap =
            value.Length == 0 ? []
            : !wasEmpty ? rest[..blanks]
            : spaced || blanks > 0 ? " "u8
            : [];
        return
        [
            .. content[..(equals + 1)],
            .. gap,
            .. Encoding.UTF8.GetBytes(value),
            .. raw.AsSpan(content.Length),
        ];
    }

    private void Replace(int at, byte[] raw)
    {
        _lines[at] = _lines[at] with { Raw = raw };
        ReadAgain();
    }

    private void Insert(int at, params ReadOnlySpan<string> texts)
    {
        byte[] end = UsesCarriageReturns ? "\r\n"u8.ToArray() : "\n"u8.ToArray();
        if (at > 0 && !_lines[at - 1].Raw.AsSpan().EndsWith("\n"u8))
        {
            _lines[at - 1] = _lines[at - 1] with { Raw = [.. _lines[at - 1].Raw, .. end] };
        }

        foreach (string text in texts)
        {
            byte[] raw = [.. Encoding.UTF8.GetBytes(text), .. end];
            _lines.Insert(at++, new IniLine(0, IniLineKind.Comment, "", "") { Raw = raw });
        }

        ReadAgain();
    }

    private bool UsesCarriageReturns =>
        _lines.Count > 0 && _lines[0].Raw.AsSpan().EndsWith("\r\n"u8);

    /// <summary>The reader alone knows what a line means: after each change it says so anew.</summary>
    private void ReadAgain()
    {
        var bytes = new MemoryStream();
        _lines.ForEach(line => bytes.Write(line.Raw));
        _document = IniDocument.Parse(_document.File, bytes.ToArray());
        _lines.Clear();
        _lines.AddRange(_document.Lines);
    }
}
