using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using QX200.Settings;
using QX200.Settings.Backups;
using QX200.Tests.Settings.PowerCuts;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class BackupTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 26, 7, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _box = new();
    private readonly SettingsFolder _folder;
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public BackupTests()
    {
        _folder = new SettingsFolder(_box.Path);
        Assert.Null(_folder.MakeWhatIsMissing(out _));
        _box.Write(
            "extensions.ini",
            "; mine\n[extension:101]\nsecret = a\n\n[extension:77]\ntype = park\n"
        );
        _box.Write("music/old.wav", "RIFF old");
        _box.Write("tokens", "t");
        Directory.CreateDirectory(_box.In("tls"));
        _box.Write("tls/cert.pem", "ours");
        _box.Write("tls/provider.pem", "BEGIN CERTIFICATE");
        _box.Write("tls/mistake.pem", "BEGIN CERTIFICATE ... BEGIN PRIVATE KEY");
        _box.Write("tls/key.pem", "private");
    }

    public void Dispose()
    {
        _box.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void A_backup_restores_settings_and_music_to_the_byte_and_can_be_undone()
    {
        string[] before = State();
        using MemoryStream zip = Made();
        _box.Write("system.ini", "[park]\nreturn-ring = 7s\n");
        _box.Write("extensions.ini", "[extension:102]\nname = Other\nsecret = b\n");
        _box.Write("trunks.ini", "[trunk:x]\nserver = sip.example.net\nregister = no\n");
        _box.Write("music/old.wav", "RIFF new");
        _box.Write("music/more.wav", "RIFF more");
        File.Delete(_box.In("tls/provider.pem"));
        string[] changed = State();

        RestorePlan plan = Restored(zip);

        Assert.Equal(before, State());
        Assert.Equal(
            [
                "certificate: provider.pem is added",
                "extension 101 is added",
                "extension 102 (Other) goes",
                "extension 77 is added",
                "music: more.wav goes",
                "music: old.wav is replaced",
                "trunk x goes",
            ],
            plan.Words.Where(static w => w[0] != '[').Order(StringComparer.Ordinal)
        );
        using FileStream undo = File.OpenRead(_box.In("state/before-restore.zip"));
        Restored(undo);
        Assert.Equal(changed, State());
        using FileStream redo = File.OpenRead(_box.In("state/before-restore.zip"));
        Restored(redo);
        Assert.Equal(before, State());
        Assert.Equal("t", _box.Read("tokens"));
    }

    [Fact]
    public void What_is_left_out_on_purpose_is_not_in_it()
    {
        using MemoryStream zip = Made();
        using var archive = new ZipArchive(zip);
        Assert.Equal(
            [
                "settings/system.ini",
                "settings/extensions.ini",
                "music/old.wav",
                "tls/provider.pem",
                "contents.json",
            ],
            archive.Entries.Select(static e => e.FullName)
        );
    }

    [Fact]
    public void The_change_is_told_in_words_and_no_secret_in_them()
    {
        using MemoryStream zip = Made();
        _box.Write(
            "extensions.ini",
            "[extension:101]\nsecret = 4711-4711\nname = \"Anna\"\n\n[extension:77]\ntype = park\npassword = 990099\nhold-music = none\n"
        );
        using BackupReader reader = BackupReader.Open(zip, Anything, out _)!;
        Assert.Equal(
            [
                "extension 101 (\"Anna\"): another secret, name back to its default",
                "extension 77: another password, hold-music back to its default",
            ],
            RestorePlan.Make(reader, _folder).Words
        );
    }

    [Fact]
    public void A_cut_anywhere_in_a_restore_leaves_the_old_box_or_the_restored_one()
    {
        var flash = new PaperFlash();
        var folder = new SettingsFolder(Replay.Folder, flash);
        Assert.Null(folder.MakeWhatIsMissing(out _));
        SafeFile.Write(flash, folder.In("music/one.wav"), "RIFF 1"u8);
        SafeFile.Write(flash, folder.In("music/two.wav"), "RIFF 2"u8);
        using var zip = new MemoryStream();
        Backup.Write(folder, zip, s_now, "1.0");
        var boxed = WithMusic(flash);
        SafeFile.Write(flash, folder.In("system.ini"), "[park]\nreturn-ring = 7s\n"u8);
        SafeFile.Write(
            flash,
            folder.In("trunks.ini"),
            "[trunk:x]\nserver = a.example\nregister = no\n"u8
        );
        SafeFile.Write(flash, folder.In("music/one.wav"), "RIFF other"u8);
        SafeFile.Write(flash, folder.In("music/three.wav"), "RIFF 3"u8);
        flash.Delete(folder.In("music/two.wav"));
        string before = WithMusic(flash);
        var start = new PaperFlash(flash.Names, flash.Contents);
        flash.Steps.Clear();
        using BackupReader reader = BackupReader.Open(zip, Anything, out _)!;

        RestorePlan.Make(reader, folder).Carry(folder, s_now, "1.0");

        Assert.Equal(boxed, WithMusic(flash));
        var cut = new CutFlash(start.Names, start.Contents);
        int cuts = 0;
        foreach (FlashStep step in flash.Steps)
        {
            cut.Do(step);
            foreach (PaperFlash found in cut.Found())
            {
                cuts++;
                Assert.Null(new SettingsFolder(Replay.Folder, found).Start(s_now).Read.Failure);
                Assert.Contains(WithMusic(found), new[] { before, boxed });
            }
        }

        Assert.InRange(cuts, 100, 100_000);
    }

    [Theory]
    [InlineData("../evil.ini", "has \"../evil.ini\" in it, which belongs into no backup")]
    [InlineData("settings/../../evil", "which belongs into no backup")]
    [InlineData("/etc/passwd", "which belongs into no backup")]
    [InlineData("music/../x.wav", "which belongs into no backup")]
    [InlineData("music/a/b.wav", "which belongs into no backup")]
    [InlineData("music\\x.wav", "which belongs into no backup")]
    [InlineData("music/.hidden.wav", "which belongs into no backup")]
    [InlineData("music/x.sh", "which belongs into no backup")]
    [InlineData("music/", "which belongs into no backup")]
    [InlineData("tls/key.pem", "which belongs into no backup")]
    [InlineData("tls/cert.pem", "which belongs into no backup")]
    [InlineData("tls/../../x.pem", "which belongs into no backup")]
    [InlineData("tokens", "which belongs into no backup")]
    [InlineData("settings/SYSTEM.INI", "which belongs into no backup")]
    [InlineData("music/extra.wav", "does not hold what its table of contents lists")]
    [InlineData("music/old.wav", "has music/old.wav in it twice")]
    public void A_file_that_belongs_into_no_backup_is_refused_and_nothing_touched(
        string name,
        string problem
    ) =>
        Assert.Contains(
            problem,
            Refused(zip =>
            {
                using var to = new StreamWriter(zip.CreateEntry(name).Open());
                to.Write("x");
            }),
            StringComparison.Ordinal
        );

    [Fact]
    public void Links_bombs_and_other_versions_are_refused()
    {
        Assert.Contains(
            "as a link or folder",
            Refused(zip => zip.GetEntry("music/old.wav")!.ExternalAttributes = 0xA1FF << 16),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is damaged in settings/system.ini",
            Refused(zip => Replace(zip, "settings/system.ini", "[sip]\nport = 1\n")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "too large",
            Refused(zip =>
            {
                zip.GetEntry("settings/system.ini")!.Delete();
                using Stream to = zip.CreateEntry("settings/system.ini").Open();
                to.Write(new byte[IniDocument.LargestFile + 1]);
            }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is a backup of kind 2, and this firmware knows kind 1 only",
            Refused(zip =>
                Replace(
                    zip,
                    "contents.json",
                    """{"kind":"qx200-backup","version":2,"madeAt":"2026-11-26T07:00:00Z","firmware":"9","files":[]}"""
                )
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is no backup of a QX200",
            Refused(zip => zip.GetEntry("contents.json")!.Delete()),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "table of contents that can't be read",
            Refused(zip => Replace(zip, "contents.json", "[[[")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "files in it, more than a backup has",
            Refused(zip =>
            {
                for (int i = 0; i <= BackupFormat.MostFiles; i++)
                {
                    zip.CreateEntry($"music/{i}.wav");
                }
            }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_size_that_lies_does_not_fill_the_memory()
    {
        // The table promises 10 bytes; what is packed are 100 MB of zeros.
        string refused = Refused(zip =>
        {
            zip.GetEntry("music/old.wav")!.Delete();
            using Stream to = zip.CreateEntry("music/old.wav").Open();
            byte[] piece = new byte[1 << 20];
            for (int i = 0; i < 100; i++)
            {
                to.Write(piece);
            }
        });
        Assert.Contains("is damaged in music/old.wav", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backup_that_was_cut_off_or_changed_anywhere_is_refused_and_never_throws()
    {
        byte[] whole = Made().ToArray();
        string[] before = State();
        for (int length = 0; length < whole.Length; length += 7)
        {
            using var cut = new MemoryStream(whole[..length]);
            Assert.Null(BackupReader.Open(cut, Anything, out string problem));
            Assert.NotEmpty(problem);
        }

        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x55;
            using var stream = new MemoryStream(changed);
            using BackupReader? reader = BackupReader.Open(stream, Anything, out string problem);
            if (reader is not null)
            {
                // A byte that means nothing, such as a time: what is restored is the same.
                Assert.Empty(RestorePlan.Make(reader, _folder).Words);
            }
        }

        Assert.Equal(before, State());
    }

    [Fact]
    public void Music_that_can_not_be_played_is_refused()
    {
        using MemoryStream zip = Made();
        Assert.Null(BackupReader.Open(zip, static _ => "is no WAV file", out string problem));
        Assert.Equal("the file has music/old.wav in it, which is no WAV file", problem);
    }

    [Fact]
    public void The_verbs_back_up_ask_restore_and_undo()
    {
        BackupVerbs verbs = Verbs();
        string file = _box.In("b.zip");
        string[] before = State();
        Assert.Equal(0, verbs.Backup(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(1, verbs.Backup(file));
        _box.Write("extensions.ini", "[extension:55]\nsecret = x\n");
        string[] changed = State();

        Assert.Equal(1, Restore(verbs, file, yes: false, "no\n"));
        Assert.Equal(changed, State());
        Assert.Equal(0, Restore(verbs, file, yes: false, "yes\n"));
        Assert.Equal(before, State());
        Assert.Equal(0, Restore(verbs, null, yes: true, ""));
        Assert.Equal(changed, State());
        Assert.Equal(1, Restore(verbs, _box.In("none.zip"), yes: true, ""));
        Assert.Equal(
            "qx200: "
                + $"{file} is there already: name another with --file\n"
                + "qx200: nothing was changed\n",
            string.Concat(_error.ToString().Split('\n', 3)[..2].Select(static l => l + "\n"))
        );
    }

    private static string? Anything(byte[] wav) => null;

    private BackupVerbs Verbs() =>
        new(_folder, new FakeTimeProvider(s_now), "1.0", _output, _error);

    private static int Restore(BackupVerbs verbs, string? file, bool yes, string answer)
    {
        using var input = new StringReader(answer);
        return verbs.Restore(file, yes, Anything, input);
    }

    private MemoryStream Made()
    {
        var zip = new MemoryStream();
        Backup.Write(_folder, zip, s_now, "1.0");
        return zip;
    }

    private RestorePlan Restored(Stream zip)
    {
        using BackupReader? reader = BackupReader.Open(zip, Anything, out string problem);
        Assert.Equal("", problem);
        RestorePlan plan = RestorePlan.Make(reader!, _folder);
        plan.Carry(_folder, s_now, "1.0");
        return plan;
    }

    /// <summary>What is said about a backup that somebody has meddled with; the box is as before.</summary>
    private string Refused(Action<ZipArchive> meddle)
    {
        string[] before = State();
        using MemoryStream zip = Made();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Update, leaveOpen: true))
        {
            meddle(archive);
        }

        Assert.Null(BackupReader.Open(zip, Anything, out string problem));
        Assert.Equal(before, State());
        return problem;
    }

    private static void Replace(ZipArchive zip, string name, string content)
    {
        zip.GetEntry(name)!.Delete();
        using Stream to = zip.CreateEntry(name).Open();
        to.Write(Encoding.UTF8.GetBytes(content));
    }

    private string[] State() =>
        [
            .. Directory
                .GetFiles(_box.Path, "*", SearchOption.AllDirectories)
                .Where(static f =>
                    f.EndsWith(".ini", StringComparison.Ordinal)
                    || f.EndsWith(".wav", StringComparison.Ordinal)
                    || f.EndsWith(".pem", StringComparison.Ordinal)
                )
                .Order(StringComparer.Ordinal)
                .Select(f => $"{Path.GetRelativePath(_box.Path, f)}: {File.ReadAllText(f)}"),
        ];

    private static string WithMusic(PaperFlash flash) =>
        Replay.Understood(new SettingsFolder(Replay.Folder, flash))
        + string.Concat(
            flash
                .Files($"{Replay.Folder}/music")
                .Where(static f => f.EndsWith(".wav", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(f => $"== {f}\n{Encoding.UTF8.GetString(flash.Content(f)!)}\n")
        );
}
