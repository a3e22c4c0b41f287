using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

/// <summary>check, reset and token.</summary>
public sealed class VerbsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Check_lists_every_problem_and_changes_nothing()
    {
        _folder.Write("system.ini", "[sip]\nport = x\n");
        _folder.Write("extensions.ini", "[extension:101]\nsecret = a\nsecret = b\n");

        Assert.Equal(1, SettingsCheck.Run(_folder.Path, _clock, _output, _error));

        Assert.Equal(
            """
            system.ini:2: [sip] port = x: use a number from 0 to 65535
            extensions.ini:3: "secret" stands a second time in [extension:101] and is left out (first in line 2): delete one of the two

            """,
            _output.ToString()
        );
        Assert.Equal("", _error.ToString());
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder.Path).Length);
    }

    [Fact]
    public void Check_of_factory_settings_finds_nothing()
    {
        Assert.Null(new SettingsFolder(_folder.Path).MakeWhatIsMissing(out _));
        Assert.Equal(0, SettingsCheck.Run(_folder.Path, _clock, _output, _error));
        Assert.Equal("", _output.ToString());
    }

    [Fact]
    public void Check_of_a_folder_that_is_not_there_is_one_sentence()
    {
        Assert.Equal(1, SettingsCheck.Run(_folder.In("none"), _clock, _output, _error));
        Assert.Equal(
            $"qx200: the settings folder {_folder.In("none")} can't be read (there is no such folder): name another with --data\n",
            _error.ToString()
        );
    }

    [Fact]
    public void Check_names_a_file_that_is_broken_or_a_folder()
    {
        _folder.Write("system.ini", "rubbish\n");
        Directory.CreateDirectory(_folder.In("extensions.ini"));
        Assert.Equal(1, SettingsCheck.Run(_folder.Path, _clock, _output, _error));
        Assert.StartsWith("system.ini:1: ", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "\nextensions.ini:1: the file can't be read (it is a folder)",
            _output.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Reset_asks_and_takes_only_yes()
    {
        _folder.Write("extensions.ini", "[extension:55]\nsecret = x\n");
        Assert.Equal(1, Reset(yes: false, answer: "no\n"));
        Assert.Equal(1, Reset(yes: false, answer: ""));
        Assert.Equal("[extension:55]\nsecret = x\n", _folder.Read("extensions.ini"));
        Assert.Equal(0, Reset(yes: false, answer: "yes\n"));
        Assert.Contains(
            "[extension:101]",
            _folder.Read("extensions.ini"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Reset_leaves_no_old_settings_tokens_or_registrations_and_keeps_records()
    {
        foreach (
            string file in (string[])
                [
                    "system.ini.good",
                    "extensions.ini.good",
                    "trunks.ini",
                    "trunks.ini.good",
                    "tokens",
                    "state/bindings",
                    "records/1.jsonl",
                    "kept/change-under-way",
                    "kept/older/trunks.ini",
                    "kept/older/of",
                    "kept/unproven/trunks.ini",
                ]
        )
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.In(file))!);
            _folder.Write(file, "[trunk:x]\nserver = old\n");
        }

        Assert.Equal(0, Reset(yes: true, answer: ""));

        Assert.Equal(
            ["extensions.ini", "records/1.jsonl", "system.ini"],
            Directory
                .GetFiles(_folder.Path, "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(_folder.Path, f))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void What_root_makes_belongs_to_the_owner_of_the_folder()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give files away");
        const uint Nobody = 65_534;
        _folder.Write("system.ini", "[sip]\n");
        _folder.Write("secret", "root's");
        using (var chown = Process.Start("chown", ["65534:65534", _folder.Path]))
        {
            chown.WaitForExit();
        }

        // A link that the owner has laid out leads nowhere.
        File.CreateSymbolicLink(_folder.In("system.ini.new"), _folder.In("secret"));

        Assert.Equal(0, Reset(yes: true, answer: ""));
        Assert.Equal(0, ApiTokens.Run(_folder.Path, _clock, _output, _error));

        Assert.All(
            (string[])["system.ini", "extensions.ini", "tokens", "state"],
            name => Assert.Equal((Nobody, Nobody), FolderOwner.Of(_folder.In(name)))
        );
        Assert.Equal((0u, 0u), FolderOwner.Of(_folder.In("secret")));
        Assert.Equal("root's", _folder.Read("secret"));
    }

    [Fact]
    public void A_token_is_printed_once_and_stored_hashed()
    {
        var clock = new FakeTimeProvider();
        Assert.Equal(0, ApiTokens.Run(_folder.Path, clock, _output, _error));
        Assert.Equal(0, ApiTokens.Run(_folder.Path, clock, _output, _error));
        string[] tokens = _output.ToString().TrimEnd().Split('\n');

        string stored = _folder.Read("tokens");
        var known = new ApiTokens(new SettingsFolder(_folder.Path));
        Assert.All(tokens, t => Assert.Matches("^[0-9a-f]{64}$", t));
        Assert.All(tokens, t => Assert.True(known.Knows(t)));
        Assert.All(tokens, t => Assert.DoesNotContain(t, stored, StringComparison.Ordinal));
        Assert.NotEqual(tokens[0], tokens[1]);
        Assert.False(known.Knows(""));
        Assert.False(known.Knows(tokens[0].ToUpperInvariant()));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(_folder.In("tokens"))
        );
    }

    private int Reset(bool yes, string answer)
    {
        using var input = new StringReader(answer);
        return FactoryReset.Run(_folder.Path, _folder.In("kept"), yes, input, _output, _error);
    }
}
