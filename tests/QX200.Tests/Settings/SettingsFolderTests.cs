using System.Text;
using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class SettingsFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_folder_is_made_with_factory_settings_that_only_the_owner_may_read()
    {
        var folder = new SettingsFolder(_folder.In("new/data"));

        Assert.Null(folder.MakeWhatIsMissing(out bool made));
        SettingsRead read = folder.ReadForStart();

        Assert.True(made);
        Assert.Empty(read.Problems);
        Assert.Null(read.Failure);
        Assert.Equal(
            [
                "71",
                "72",
                "73",
                "74",
                "75",
                "76",
                "77",
                "78",
                "79",
                "101",
                "102",
                "103",
                "104",
                "105",
                "106",
                "107",
                "108",
                "111",
                "112",
            ],
            read.Settings.Extensions.Select(static e => e.Number)
        );
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(folder.In("extensions.ini"))
        );
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(folder.Path)
        );
        Assert.Equal(
            ["extensions.ini", "system.ini"],
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order()
        );
    }

    [Fact]
    public void Factory_secrets_are_long_and_never_the_same()
    {
        (BoxSettings settings, string[] problems) = Read.Texts(
            extensions: FactorySettings.Extensions()
        );
        string[] secrets =
        [
            .. settings
                .Extensions.OfType<UserExtensionSettings>()
                .Where(static e => e.Line == ExtensionLine.Sip)
                .Select(static e => e.Secret),
            .. Enumerable.Range(0, 200).Select(static _ => FactorySettings.NewSecret()),
        ];

        Assert.Empty(problems);
        Assert.Equal(secrets.Length, secrets.Distinct().Count());
        Assert.All(
            secrets,
            static s => Assert.Matches("^([a-kmnp-z2-9]{4}-){3}[a-kmnp-z2-9]{4}$", s)
        );
    }

    [Fact]
    public void What_is_there_is_left_alone()
    {
        _folder.Write("extensions.ini", "[extension:55]\nsecret = x\n");
        var folder = new SettingsFolder(_folder.Path);

        Assert.Null(folder.MakeWhatIsMissing(out bool made));

        Assert.True(made);
        Assert.Equal("[extension:55]\nsecret = x\n", _folder.Read("extensions.ini"));
        Assert.Equal(FactorySettings.System, _folder.Read("system.ini"));
    }

    [Fact]
    public void A_file_in_the_folders_place_is_one_sentence()
    {
        _folder.Write("file", "");
        string? why = new SettingsFolder(_folder.In("file")).MakeWhatIsMissing(out _);
        Assert.Equal(
            $"{_folder.In("file")} is a file, not a folder: name another with --data",
            why
        );
    }

    [Fact]
    public void A_broken_file_is_replaced_by_its_good_copy_and_left_as_it_is()
    {
        _folder.Write("system.ini", "[park]\nreturn-ring = 7s\n");
        _folder.Write("extensions.ini", "[extension:101]\nsecret = x\n");
        var folder = new SettingsFolder(_folder.Path);
        folder.KeepGoodCopies();
        _folder.Write("system.ini", "\0\0\0\0\0");

        SettingsRead read = folder.ReadForStart();
        folder.KeepGoodCopies();

        Assert.Null(read.Failure);
        Assert.Equal(TimeSpan.FromSeconds(7), read.Settings.System.Park.ReturnRing);
        Assert.StartsWith(
            "system.ini:1: the file is broken (the line holds a NUL byte",
            Assert.Single(read.Problems).ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal("[park]\nreturn-ring = 7s\n", _folder.Read("system.ini.good"));
        Assert.Equal("\0\0\0\0\0", _folder.Read("system.ini"));
    }

    [Fact]
    public void Without_a_good_copy_a_broken_file_is_a_reason_not_to_start()
    {
        _folder.Write("extensions.ini", "nothing of this is a setting\n");
        SettingsRead read = new SettingsFolder(_folder.Path).ReadForStart();
        Assert.StartsWith(
            $"{_folder.In("extensions.ini")} is broken (",
            read.Failure,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain('\n', read.Failure!);
    }

    [Fact]
    public void A_lost_file_is_replaced_by_its_good_copy_and_not_by_factory_settings()
    {
        _folder.Write("extensions.ini", "[extension:55]\nsecret = x\n");
        var folder = new SettingsFolder(_folder.Path);
        folder.KeepGoodCopies();
        File.Delete(_folder.In("extensions.ini"));

        Assert.Null(folder.MakeWhatIsMissing(out _));
        SettingsRead read = folder.ReadForStart();

        Assert.Equal(["55"], read.Settings.Extensions.Select(static e => e.Number));
        Assert.Single(read.Problems);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("; none\n", 0)]
    public void A_file_of_no_bytes_is_a_lost_one_and_a_comment_says_that_nothing_is_meant(
        string content,
        int extensions
    )
    {
        _folder.Write("extensions.ini", "[extension:55]\nsecret = x\n");
        var folder = new SettingsFolder(_folder.Path);
        folder.KeepGoodCopies();
        _folder.Write("extensions.ini", content);

        SettingsRead read = folder.ReadForStart();

        Assert.Equal(extensions, read.Settings.Extensions.Length);
        Assert.Equal(extensions, read.Problems.Length);
    }

    [Fact]
    public void A_file_with_bad_lines_does_not_replace_the_good_copy()
    {
        _folder.Write("extensions.ini", "[extension:55]\nsecret = x\n");
        var folder = new SettingsFolder(_folder.Path);
        folder.KeepGoodCopies();
        _folder.Write("extensions.ini", "[extension:55]\nsec");
        folder.KeepGoodCopies();
        Assert.Equal("[extension:55]\nsecret = x\n", _folder.Read("extensions.ini.good"));
    }

    [Fact]
    public void A_file_that_is_gone_while_running_leaves_what_it_said_in_force()
    {
        _folder.Write("extensions.ini", "[extension:55]\nsecret = x\n");
        var folder = new SettingsFolder(_folder.Path);
        BoxSettings last = folder.ReadForStart().Settings;
        folder.KeepGoodCopies();
        File.Delete(_folder.In("extensions.ini"));

        SettingsRead read = folder.Read(last);

        Assert.Equal(["55"], read.Settings.Extensions.Select(static e => e.Number));
        Assert.Single(read.Problems);
    }

    [Fact]
    public void A_safe_write_leaves_nothing_aside()
    {
        SafeFile.Write(_folder.In("x"), "one");
        SafeFile.Write(_folder.In("x"), Encoding.UTF8.GetBytes("two"));
        Assert.Equal("two", _folder.Read("x"));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }
}
