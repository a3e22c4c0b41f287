using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary>
/// An edit carried out on the documents in memory: what the files would hold, or why not. Pure: no file is touched.
/// </summary>
internal sealed class EditPlan
{
    private readonly IniEditor[] _editors;
    private readonly List<Problem> _refusals = [];
    private readonly List<string> _conflicts = [];

    private EditPlan(IReadOnlyList<IniDocument> documents) =>
        _editors = [.. documents.Select(static d => new IniEditor(d))];

    /// <summary>The files as they would be, in the order of <see cref="SettingsReading.Files"/>.</summary>
    public IReadOnlyList<IniDocument> Documents => [.. _editors.Select(static e => e.Document)];

    /// <summary>What can't be written as it is asked for.</summary>
    public ImmutableArray<Problem> Refusals => [.. _refusals];

    /// <summary>Sections that are not what the edit was based on.</summary>
    public ImmutableArray<string> Conflicts => [.. _conflicts.Distinct()];

    public bool IsGood => _refusals.Count + _conflicts.Count == 0;

    public static EditPlan Make(IReadOnlyList<IniDocument> documents, SettingsEdit edit)
    {
        var plan = new EditPlan(documents);
        // All are judged by what stood there before the first of them: one edit may swap two numbers.
        foreach (SectionEdit section in edit.Sections)
        {
            plan.Judge(section);
        }

        if (plan.IsGood)
        {
            plan.CarryOut(edit);
        }

        return plan;
    }

    /// <summary>The file that a section belongs into.</summary>
    public static string FileOf(string section) =>
        section.Split(':', 2)[0] switch
        {
            "extension" => SettingsReading.ExtensionsFile,
            "trunk" or "route" => SettingsReading.TrunksFile,
            _ => SettingsReading.SystemFile,
        };

    private void Judge(SectionEdit edit)
    {
        IniSection? there = Find(edit.Section);
        // A section of the box itself may be missing from the file, all its keys having their defaults.
        bool maybeMissing =
            edit.Kind == EditKind.Change && FileOf(edit.Section) == SettingsReading.SystemFile;
        bool known = edit.Kind == EditKind.Add ? there is null : there is not null || maybeMissing;
        string version = there is null ? "" : SheetSection.VersionOf(there);
        if (!known || (edit.BasedOn is { } basis && basis != version))
        {
            _conflicts.Add(edit.Section);
        }

        Refuse(edit.Section, "", IniValue.WhyNoSection(edit.Section));
        if (edit.RenameTo is { } name)
        {
            Refuse(edit.Section, "", IniValue.WhyNoSection(name));
            Refuse(
                edit.Section,
                "",
                FileOf(name) == FileOf(edit.Section)
                    ? null
                    : $"[{Problem.Echo(name)}] belongs into another file: use a name of the same kind"
            );
        }

        foreach (KeyEdit key in edit.Keys)
        {
            Refuse(
                edit.Section,
                key.Key,
                edit.Keys.Count(k => k.Key == key.Key) == 1 ? null : $"{key.Key} is given twice"
            );
            Refuse(
                edit.Section,
                key.Key,
                IniValue.IsKey(key.Key) ? null : "a key has small letters, digits and -"
            );
            Refuse(
                edit.Section,
                key.Key,
                key.Value is { } value && IniValue.WhyNot(key.Key, value) is { } why
                    ? $"{key.Key}: {why}"
                    : null
            );
        }
    }

    private void CarryOut(SettingsEdit edit)
    {
        foreach (SectionEdit section in edit.Sections.Where(static e => e.Kind == EditKind.Delete))
        {
            EditorOf(section.Section).Delete(section.Section);
        }

        Rename([.. edit.Sections.Where(static e => e.RenameTo is not null)]);
        foreach (SectionEdit section in edit.Sections.Where(static e => e.Kind != EditKind.Delete))
        {
            Write(section);
        }
    }

    /// <summary>By way of names that nobody has, so that two sections can change names with each other.</summary>
    private void Rename(SectionEdit[] edits)
    {
        for (int i = 0; i < edits.Length; i++)
        {
            EditorOf(edits[i].Section).Rename(edits[i].Section, Between(i));
        }

        for (int i = 0; i < edits.Length; i++)
        {
            string name = edits[i].RenameTo!;
            if (Find(name) is not null)
            {
                _refusals.Add(Taken(edits[i].Section, name));
            }
            else
            {
                EditorOf(name).Rename(Between(i), name);
            }
        }
    }

    private void Write(SectionEdit edit)
    {
        string name = edit.RenameTo ?? edit.Section;
        IniEditor editor = EditorOf(name);
        if (Find(name) is null)
        {
            editor.Add(
                name,
                edit.Keys.Where(static k => k.Value is not null)
                    .Select(static k => KeyValuePair.Create(k.Key, k.Value!))
            );
            return;
        }

        if (edit.Kind == EditKind.Add)
        {
            _refusals.Add(Taken(edit.Section, name));
            return;
        }

        foreach ((string key, string? value) in edit.Keys)
        {
            if (value is null)
            {
                editor.Remove(name, key);
            }
            else
            {
                editor.Set(name, key, value);
            }
        }
    }

    private static string Between(int i) => $"renaming:{i}";

    private static Problem Taken(string section, string name) =>
        new(FileOf(section), 1, $"[{name}] is there already: choose another") { Section = section };

    private void Refuse(string section, string key, string? why)
    {
        if (why is not null)
        {
            _refusals.Add(
                new Problem(FileOf(section), 1, $"[{Problem.Echo(section)}] {why}")
                {
                    Section = section,
                    Key = key,
                }
            );
        }
    }

    private IniSection? Find(string section) =>
        EditorOf(section).Document.Sections.FirstOrDefault(s => s.Name == section);

    private IniEditor EditorOf(string section) =>
        _editors[SettingsReading.Files.IndexOf(FileOf(section))];
}
