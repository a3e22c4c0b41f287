using System.Text;

namespace QX200.Settings;

/// <summary>
/// One settings file, line by line and without loss: the bytes that came in can be written out again, and every line
/// that the INI provider would choke on or misread is reported and kept from it.
/// </summary>
internal sealed class IniDocument
{
    /// <summary>Larger files are not settings; they are refused whole.</summary>
    public const int LargestFile = 4 << 20;

    /// <summary>In bytes, without the line's end.</summary>
    public const int LongestLine = 4096;

    private readonly List<IniLine> _lines = [];
    private readonly List<IniSection> _sections = [];
    private readonly List<Problem> _problems = [];

    private IniDocument(string file) => File = file;

    public string File { get; }

    public IReadOnlyList<IniLine> Lines => _lines;

    /// <summary>In file order. One that stands again is reported, and its keys are added to the first.</summary>
    public IReadOnlyList<IniSection> Sections => _sections;

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>
    /// Whether nothing of the file can be used, as after a torn write: then the last good copy is better than defaults.
    /// </summary>
    public bool Broken { get; private set; }

    /// <summary>Never throws: whatever the bytes are, what is wrong with them stands in <see cref="Problems"/>.</summary>
    public static IniDocument Parse(string file, ReadOnlySpan<byte> bytes)
    {
        var document = new IniDocument(file);
        if (RefuseWhole(bytes) is { } reason)
        {
            document.Broken = true;
            document._problems.Add(new Problem(file, 1, reason));
            return document;
        }

        document.ReadLines(bytes);
        document.Broken =
            document._problems.Count > 0 && !document._lines.Exists(static l => l.IsGood);
        return document;
    }

    /// <summary>The bytes of all lines as they came in.</summary>
    public byte[] ToBytes()
    {
        var bytes = new MemoryStream();
        foreach (IniLine line in _lines)
        {
            bytes.Write(line.Raw);
        }

        return bytes.ToArray();
    }

    /// <summary>
    /// The good lines in the form that Microsoft.Extensions.Configuration.Ini reads without throwing: every section under
    /// its canonical name, and a value that begins and ends with quotes in a second pair, as the provider takes one away.
    /// </summary>
    public Stream ForProvider()
    {
        var text = new StringBuilder();
        foreach (IniSection section in _sections)
        {
            text.Append('[').Append(section.Name).Append("]\n");
            foreach (IniLine line in section.Keys)
            {
                bool quoted =
                    line.Value.Length > 1 && line.Value.StartsWith('"') && line.Value.EndsWith('"');
                text.Append(line.Key).Append('=').Append(quoted ? $"\"{line.Value}\"" : line.Value);
                text.Append('\n');
            }
        }

        return new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string? RefuseWhole(ReadOnlySpan<byte> bytes) =>
        bytes.Length > LargestFile
            ? $"the file is larger than {LargestFile >> 20} MB, so it is not read: put the settings file back"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])
        || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
            ? "the file is in UTF-16, so it is not read: save it as UTF-8"
        : null;

    private void ReadLines(ReadOnlySpan<byte> bytes)
    {
        var reader = new LineReader(this);
        int number = 1;
        int from = 0;
        while (from < bytes.Length)
        {
            int feed = bytes[from..].IndexOf((byte)'\n');
            int next = feed < 0 ? bytes.Length : from + feed + 1;
            reader.Read(number++, bytes[from..next]);
            from = next;
        }
    }

    /// <summary>Reads one line after another; knows the section that the line stands in and what stood before.</summary>
    private sealed class LineReader(IniDocument document)
    {
        private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

        private readonly Dictionary<string, IniSection> _seen = [];
        private IniSection? _section;
        private bool _afterBrokenSection;

        public void Read(int number, ReadOnlySpan<byte> raw)
        {
            ReadOnlySpan<byte> content = raw.TrimEnd("\r\n"u8);
            if (number == 1 && content.StartsWith("\uFEFF"u8))
            {
                content = content["\uFEFF"u8.Length..];
            }

            IniLine line = Understand(number, content, out string? wrong) with
            {
                Raw = raw.ToArray(),
            };
            document._lines.Add(line);
            if (wrong is not null)
            {
                document._problems.Add(new Problem(document.File, number, wrong));
            }
            else if (line.IsGood && line.Kind == IniLineKind.Key)
            {
                _section!.Add(line);
            }
        }

        private IniLine Understand(int number, ReadOnlySpan<byte> content, out string? wrong)
        {
            var bad = new IniLine(number, IniLineKind.Bad, "", "");
            wrong = Unreadable(content);
            if (wrong is not null)
            {
                // Were this the head of a section, what follows would land in the one before.
                _afterBrokenSection |= content.TrimStart((byte)' ').StartsWith("["u8);
                return bad;
            }

            string text = s_strict.GetString(content).Trim();
            if (text.Length == 0 || text[0] is ';' or '#')
            {
                return new IniLine(number, IniLineKind.Comment, "", "");
            }

            return text[0] == '[' ? Section(number, text, out wrong) : Key(number, text, out wrong);
        }

        private static string? Unreadable(ReadOnlySpan<byte> content)
        {
            if (content.Length > LongestLine)
            {
                return $"the line is longer than {LongestLine} bytes and is left out: shorten it";
            }

            if (content.Contains((byte)0))
            {
                return "the line holds a NUL byte and is left out: the file may be damaged; write the line again";
            }

            if (
                content.IndexOfAnyInRange((byte)1, (byte)8) >= 0
                || content.IndexOfAnyInRange((byte)10, (byte)31) >= 0
            )
            {
                return "the line holds a control character and is left out: write the line again";
            }

            return System.Text.Unicode.Utf8.IsValid(content)
                ? null
                : "the line is not UTF-8 and is left out: save the file as UTF-8";
        }

        private IniLine Section(int number, string text, out string? wrong)
        {
            string name = IniSection.Canonical(text.AsSpan(1, text.Length - 1).TrimEnd(']'));
            if (!text.EndsWith(']') || name.Length == 0 || name.AsSpan().ContainsAny("[]"))
            {
                _afterBrokenSection = true;
                wrong =
                    $"\"{Problem.Echo(text)}\" is no section, and the lines after it are left out: write [name] alone on the line";
                return new IniLine(number, IniLineKind.Bad, "", "");
            }

            _afterBrokenSection = false;
            wrong = null;
            if (_seen.TryGetValue(name, out _section))
            {
                wrong =
                    $"[{name}] stands a second time, its keys are read as if they stood in the first (line {_section.Line}): join the two, or give this one a name of its own";
            }
            else
            {
                _section = new IniSection(name, number);
                _seen.Add(name, _section);
                document._sections.Add(_section);
            }

            return new IniLine(number, IniLineKind.Section, name, "");
        }

        private IniLine Key(int number, string text, out string? wrong)
        {
            int equals = text.IndexOf('=');
            string key = equals < 0 ? "" : text[..equals].Trim().ToLowerInvariant();
            string value = equals < 0 ? "" : text[(equals + 1)..].Trim();
            wrong =
                equals < 0
                    ? $"\"{Problem.Echo(text)}\" has no \"=\" and is left out: write key = value, or begin a comment with ;"
                : !IsName(key)
                    ? $"\"{Problem.Echo(key)}\" is no key and is left out: a key has letters, digits and -"
                : _afterBrokenSection
                    ? $"\"{key}\" stands below a broken section and is left out: mend the section's line above"
                : _section is null
                    ? $"\"{key}\" stands before any section and is left out: write its [section] above it"
                : _section.Find(key) is { } first
                    ? $"\"{key}\" stands a second time in [{_section.Name}] and is left out (first in line {first.Number}): delete one of the two"
                : null;
            return wrong is null
                ? new IniLine(number, IniLineKind.Key, key, value)
                : new IniLine(number, IniLineKind.Bad, key, value);
        }

        private static bool IsName(string key) =>
            key.Length > 0 && key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
    }
}
