using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace QX200.Settings;

/// <summary>What is written in the settings files at one moment, as it is written. Immutable: any thread may keep it.</summary>
/// <param name="Sections">In the order of the files, and of each file.</param>
/// <param name="Problems">All that <c>qx200 check</c> would list.</param>
internal sealed record SettingsSheet(
    ImmutableArray<SheetSection> Sections,
    ImmutableArray<Problem> Problems
)
{
    /// <summary>Changes when any section does.</summary>
    public string Version { get; } =
        SheetSection.Hash(string.Concat(Sections.Select(static s => s.Name + s.Version)));

    public SheetSection? Find(string section) => Sections.FirstOrDefault(s => s.Name == section);

    /// <summary>The sections of a kind, such as <c>extension</c>.</summary>
    public IEnumerable<SheetSection> Of(string kind) => Sections.Where(s => s.Kind == kind);

    public static SettingsSheet Of(
        IEnumerable<IniDocument> documents,
        ImmutableArray<Problem> problems
    ) =>
        new(
            [
                .. documents.SelectMany(static d =>
                    d.Sections.Select(s => new SheetSection(d.File, s))
                ),
            ],
            problems
        );
}

/// <summary>One section with its keys as they are written: secrets too, so it is for those who may see them.</summary>
internal sealed class SheetSection
{
    // Versions are shown to people who may not see the secrets that they cover.
    private static readonly byte[] s_key = RandomNumberGenerator.GetBytes(32);

    private readonly ImmutableArray<KeyValuePair<string, string>> _keys;

    public SheetSection(string file, IniSection section)
    {
        File = file;
        Name = section.Name;
        Kind = section.Kind;
        Id = section.Id;
        _keys = [.. section.Keys.Select(static k => KeyValuePair.Create(k.Key, k.Value))];
        Version = VersionOf(section);
    }

    /// <summary>Such as <c>extensions.ini</c>.</summary>
    public string File { get; }

    /// <summary>Such as <c>extension:77</c>.</summary>
    public string Name { get; }

    /// <summary>Such as <c>extension</c>.</summary>
    public string Kind { get; }

    /// <summary>Such as <c>77</c>; empty where there is none.</summary>
    public string Id { get; }

    /// <summary>
    /// 16 hexadecimal digits that are others as soon as a key is another, and after a restart. Comments do not count.
    /// </summary>
    public string Version { get; }

    /// <summary>In the order of the file; a key that is not there has its default.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Keys => _keys;

    /// <summary>Null where the key is not written.</summary>
    public string? this[string key]
    {
        get
        {
            foreach ((string name, string value) in _keys)
            {
                if (name == key)
                {
                    return value;
                }
            }

            return null;
        }
    }

    public static string VersionOf(IniSection section) =>
        Hash(string.Concat(section.Keys.Select(static k => $"{k.Key}={k.Value}\n")));

    public static string Hash(string text) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(s_key, Encoding.UTF8.GetBytes(text)).AsSpan(0, 8)
        );
}
