using System.Security.Cryptography;
using QX200.Update;
using Xunit;

namespace QX200.Tests.Update;

/// <summary>Installing, with a RAUC that says what the test wants and remembers what it was asked.</summary>
public sealed class InstallationTests : IDisposable
{
    private readonly DirectoryInfo _mounted = Directory.CreateTempSubdirectory("qx200-bundle-");
    private readonly string _bundle = Path.GetTempFileName();
    private readonly List<string> _asked = [];
    private readonly List<UpdateReport> _told = [];
    private readonly Dictionary<string, ProgramResult> _answers = [];
    private string _running = "1.4.0";

    public InstallationTests()
    {
        byte[] root = new byte[600_000];
        new Random(1).NextBytes(root);
        File.WriteAllBytes(Path.Combine(_mounted.FullName, "rootfs.img"), root);
        string sum = Convert.ToHexStringLower(SHA256.HashData(root));
        _answers["info"] = new ProgramResult(
            0,
            $$"""
            { "compatible" : "qx200-arm64", "version" : "1.5.0", "description" : null, "build" : "abc", "hooks" : [],
              "images" : [ { "rootfs" : { "variant" : null, "filename" : "rootfs.img", "checksum" : "{{sum}}", "size" : {{root.Length}}, "hooks" : [] } } ] }
            """,
            ""
        );
    }

    public void Dispose()
    {
        _mounted.Delete(recursive: true);
        File.Delete(_bundle);
    }

    [Fact]
    public void A_good_bundle_is_checked_to_its_last_byte_and_then_installed()
    {
        UpdateReport end = Install();
        Assert.Equal((UpdatePhase.Installed, 100, "1.5.0"), (end.Phase, end.Percent, end.Version));
        Assert.Equal(["info", "mount", "unmount", "install"], _asked);
        Assert.Contains(_told, r => r is { Phase: UpdatePhase.Checking, Percent: 100 });
        Assert.Contains(
            new UpdateReport(UpdatePhase.Writing, 40, "1.5.0", "Copying image to rootfs.1"),
            _told.Select(static r => r with { Checks = [] })
        );
        Assert.Equal(end, _told[^1]);
        Assert.Equal(
            [
                (CheckKind.Signature, true, "signed by a key that this box trusts"),
                (CheckKind.Board, true, "made for qx200-arm64"),
                (CheckKind.Version, true, "version 1.5.0; 1.4.0 runs"),
                (CheckKind.Space, true, "it fits into the idle slot"),
                (CheckKind.Content, true, "every byte is as it was signed"),
            ],
            end.Checks.Select(static c => (c.Kind, c.Passed, c.Words))
        );
    }

    [Fact]
    public void A_damaged_one_is_found_before_anything_is_written()
    {
        string image = Path.Combine(_mounted.FullName, "rootfs.img");
        byte[] bytes = File.ReadAllBytes(image);
        bytes[^1] ^= 1;
        File.WriteAllBytes(image, bytes);

        UpdateReport end = Install();
        Assert.Equal(
            "the bundle is damaged: rootfs.img is not what was signed; fetch it anew",
            end.Sentence
        );
        Assert.Equal(["info", "mount", "unmount"], _asked);
    }

    [Fact]
    public void A_strangers_bundle_is_not_even_mounted()
    {
        _answers["info"] = new ProgramResult(
            1,
            "",
            "signature verification failed: Verify error:self-signed certificate\n"
        );
        Assert.Equal(
            "the bundle's signature is not one that this box trusts: nothing was written",
            Install().Sentence
        );
        Assert.Equal(["info"], _asked);
    }

    [Fact]
    public void An_older_one_says_that_it_is_refused_for_its_age_alone()
    {
        _running = "1.6.0";
        UpdateReport end = Install();
        Assert.True(end.Older);
        Assert.Equal((CheckKind.Version, false), (end.Checks[^1].Kind, end.Checks[^1].Passed));
        Assert.Equal(["info"], _asked);
        end = Make().Install(_bundle, force: true);
        Assert.Equal(UpdatePhase.Installed, end.Phase);
        Assert.Contains(
            end.Checks,
            c => c.Words == "version 1.5.0, older, as was asked for; 1.6.0 runs"
        );
    }

    [Fact]
    public void What_is_no_bundle_is_told_from_a_strangers()
    {
        _answers["info"] = new ProgramResult(
            1,
            "",
            "Invalid bundle format: Signature size (7598452680594846730) exceeds bundle size\n"
        );
        Assert.Equal("the file is no bundle, or was cut short: fetch it anew", Install().Sentence);
    }

    [Fact]
    public void What_rauc_says_last_is_the_reason_when_it_gives_up()
    {
        _answers["install"] = new ProgramResult(1, "", "warming up\nno space left on device\n");
        Assert.Equal("the installer gave up: no space left on device", Install().Sentence);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said()
    {
        UpdateReport end = Make().Install("/nowhere/x.raucb", force: false);
        Assert.Equal("there is no file /nowhere/x.raucb", end.Sentence);
        Assert.Empty(_asked);
    }

    [Fact]
    public void A_report_is_read_as_it_was_written()
    {
        var report = new UpdateReport(UpdatePhase.Writing, 40, "1.5.0", "writing \"this\"")
        {
            Checks = [new UpdateCheck(CheckKind.Space, Passed: false, "too \"large\"")],
            Older = true,
            Run = 7,
        };
        UpdateReport read = UpdateReport.Parse(report.ToJson());
        Assert.Equal(report.Checks.AsEnumerable(), read.Checks);
        Assert.Equal(report, read with { Checks = report.Checks });
        Assert.Equal(UpdateReport.None, UpdateReport.Parse("{\"phase\":\"dancing\"}"));
        Assert.Equal(UpdateReport.None, UpdateReport.Parse("no json"));
    }

    private UpdateReport Install() => Make().Install(_bundle, force: false);

    private Installation Make() =>
        new(new RunningSystem("qx200-arm64", _running, "x"), Run, _told.Add)
        {
            Mounted = _mounted.FullName,
            Unmount = _ => _asked.Add("unmount"),
        };

    private ProgramResult Run(IReadOnlyList<string> arguments, Action<string> line)
    {
        _asked.Add(arguments[0]);
        if (arguments[0] == "install")
        {
            line("installing");
            line(" 40% Copying image to rootfs.1");
        }

        return _answers.GetValueOrDefault(arguments[0]);
    }
}
