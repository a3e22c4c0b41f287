using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;

namespace QX200.Settings;

/// <summary>
/// One pass over the settings files: lines become values, and every problem is kept with its file and line. What is
/// missing has its default; what is wrong leaves the value of <paramref name="last"/> in force.
/// </summary>
/// <param name="musicFolder">DIR/music, where hold-music files must lie.</param>
/// <param name="tlsFolder">DIR/tls, where files with trusted certificates must lie.</param>
internal sealed class SettingsReading(BoxSettings last, string musicFolder, string tlsFolder = "")
{
    public const string SystemFile = "system.ini";
    public const string ExtensionsFile = "extensions.ini";
    public const string TrunksFile = "trunks.ini";

    public static ImmutableArray<string> Files { get; } = [SystemFile, ExtensionsFile, TrunksFile];

    private readonly List<Problem> _problems = [];

    /// <summary>In the order of files and lines.</summary>
    public ImmutableArray<Problem> Problems =>
        [.. _problems.OrderBy(static p => Files.IndexOf(p.File)).ThenBy(static p => p.Line)];

    public BoxSettings Last { get; } = last;

    /// <summary>A document that is null or broken leaves what its file said last in force.</summary>
    public BoxSettings Read(IniDocument? system, IniDocument? extensions, IniDocument? trunks)
    {
        BoxSettings settings = Last;
        if (Usable(system))
        {
            settings = settings with { System = SystemReader.Read(this, system!) };
        }

        if (Usable(extensions))
        {
            settings = settings with { Extensions = ExtensionsReader.Read(this, extensions!) };
        }

        if (Usable(trunks))
        {
            settings = TrunksReader.Read(this, trunks!, settings);
        }

        CrossChecks.Report(this, settings, extensions, trunks);
        return settings;
    }

    public void Report(string file, int line, string text) => Report(new Problem(file, line, text));

    public void Report(Problem problem) => _problems.Add(problem);

    public bool MusicExists(string file) => FileIn(musicFolder, file) is not null;

    /// <summary>The path of a file in DIR/tls; null where there is none of that name.</summary>
    public string? TlsFile(string file) => FileIn(tlsFolder, file);

    private static string? FileIn(string folder, string file)
    {
        string path = Path.Combine(folder, file);
        bool isName =
            folder.Length > 0
            && file.Length > 0
            && file[0] != '.'
            && !file.AsSpan().ContainsAny("/\\\0");
        return isName && File.Exists(path) ? path : null;
    }

    /// <summary>A reader for each section that stands for the first time, over the values that the INI provider made.</summary>
    public IEnumerable<SectionReader> Sections(IniDocument document)
    {
        using Stream lines = document.ForProvider();
        IConfiguration values = new ConfigurationBuilder().AddIniStream(lines).Build();
        return [.. document.Sections.Select(s => new SectionReader(this, document, values, s))];
    }

    private bool Usable(IniDocument? document)
    {
        _problems.AddRange(document?.Problems ?? []);
        return document is { Broken: false };
    }
}
