using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary>The settings files as they were found on disk at one moment.</summary>
internal sealed class SettingsFiles
{
    private readonly ImmutableArray<string> _ailments;

    private SettingsFiles(
        string fingerprint,
        ImmutableArray<IniDocument> documents,
        ImmutableArray<string> ailments
    )
    {
        Fingerprint = fingerprint;
        Documents = documents;
        _ailments = ailments;
    }

    /// <summary>See <see cref="SettingsFolder.Fingerprint"/>.</summary>
    public string Fingerprint { get; }

    /// <summary>In the order of <see cref="SettingsReading.Files"/>. A file that can't be used is as it was when it could.</summary>
    public ImmutableArray<IniDocument> Documents { get; }

    /// <param name="before">The last that were found; null at the start, where the good copies stand in.</param>
    public static SettingsFiles Read(SettingsFolder folder, SettingsFiles? before)
    {
        string fingerprint = folder.Fingerprint();
        if (before?.Fingerprint == fingerprint)
        {
            return before;
        }

        var documents = ImmutableArray.CreateBuilder<IniDocument>();
        var ailments = ImmutableArray.CreateBuilder<string>();
        for (int i = 0; i < SettingsReading.Files.Length; i++)
        {
            string file = SettingsReading.Files[i];
            IniDocument? now = folder.Open(file, out string why);
            bool usable = now is { Broken: false };
            IniDocument document = usable
                ? now!
                : before?.Documents[i] ?? folder.GoodCopy(file) ?? IniDocument.Parse(file, []);
            documents.Add(document);
            ailments.Add(usable ? "" : why);
        }

        return new SettingsFiles(fingerprint, documents.ToImmutable(), ailments.ToImmutable());
    }

    /// <summary>One sentence where the edit touches a file that can't be used at the moment; else null.</summary>
    public string? Ailing(SettingsEdit edit)
    {
        foreach (SectionEdit section in edit.Sections)
        {
            string file = EditPlan.FileOf(section.Section);
            string why = _ailments[SettingsReading.Files.IndexOf(file)];
            if (why.Length > 0)
            {
                return $"nothing was changed: {file} can't be read ({why}), what it said last stays in force; put it back first";
            }
        }

        return null;
    }

    /// <summary>The files whose content is to be another than on disk.</summary>
    public IReadOnlyList<(string File, byte[] Content)> Differing(
        IReadOnlyList<IniDocument> documents
    ) => Differing(Documents, documents);

    public static IReadOnlyList<(string File, byte[] Content)> Differing(
        IReadOnlyList<IniDocument> from,
        IReadOnlyList<IniDocument> to
    ) =>
        [
            .. from.Zip(to)
                .Where(static d => !ReferenceEquals(d.First, d.Second))
                .Select(static d =>
                    (d.Second.File, Was: d.First.ToBytes(), Content: d.Second.ToBytes())
                )
                .Where(static d => !d.Content.AsSpan().SequenceEqual(d.Was))
                .Select(static d => (d.File, d.Content)),
        ];

    /// <summary>What documents mean; a file that can't be used leaves what it said last in force.</summary>
    public SettingsRead Understand(
        IReadOnlyList<IniDocument> documents,
        BoxSettings last,
        SettingsFolder folder
    )
    {
        var reading = new SettingsReading(last, folder.MusicFolder, folder.TlsFolder);
        var usable = new IniDocument?[documents.Count];
        for (int i = 0; i < usable.Length; i++)
        {
            if (_ailments[i].Length == 0)
            {
                usable[i] = documents[i];
            }
            else
            {
                reading.Report(
                    documents[i].File,
                    1,
                    $"the file can't be read ({_ailments[i]}), what it said last stays in force: put it back"
                );
            }
        }

        BoxSettings settings = reading.Read(usable[0], usable[1], usable[2]);
        return new SettingsRead(settings, reading.Problems, null);
    }
}
