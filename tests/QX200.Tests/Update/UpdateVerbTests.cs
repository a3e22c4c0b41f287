using System.Security.Cryptography;
using QX200.Update;
using Xunit;

namespace QX200.Tests.Update;

/// <summary><c>qx200 update</c> on a box of files, with a RAUC that says what the test wants.</summary>
public sealed class UpdateVerbTests : IDisposable
{
    private const string Offered = "data/update/offer.raucb";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("qx200-box-");
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly List<string> _asked = [];
    private readonly BoxFiles _box;
    private Func<string, ProgramResult?> _rauc = static _ => null;
    private string _version = "1.5.0";
    private string _build = "def5678";
    private long _free = 1L << 30;
    private Action _pause = static () => Assert.Fail("it waits");

    public UpdateVerbTests()
    {
        _box = new BoxFiles(_root.FullName);
        _box.Write("stick/new.raucb", "a bundle");
        _box.Write("run/rauc/bundle/rootfs.img", "an image");
    }

    public void Dispose()
    {
        _root.Delete(recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void A_bundle_on_a_stick_is_copied_and_offered()
    {
        Assert.Equal(0, OfferIt());
        Assert.Equal(UpdatePhase.Offered, Report.Phase);
        Assert.Equal("a bundle", _box.Read(Offered));
        Assert.Equal(
            "version 1.5.0 is on the stick: press the button to install it\n",
            _output.ToString()
        );
    }

    [Fact]
    public void One_for_which_there_is_no_room_is_refused_in_words_and_leaves_nothing()
    {
        _box.Write(Offered, "an earlier one");
        _free = 16L << 20;
        Assert.Equal(1, OfferIt());
        Assert.Equal(UpdatePhase.Refused, Report.Phase);
        Assert.Equal(
            "the data partition has room for 0 MB: delete records or music that nobody needs",
            Report.Sentence
        );
        Assert.Empty(Directory.GetFiles(_box.Places.At("data/update"), "offer*"));
    }

    [Fact]
    public void One_that_can_not_be_copied_is_refused_in_words_and_leaves_nothing()
    {
        var stick = new FileInfo(_box.Places.At("stick/new.raucb"));
        var verb = new UpdateVerb(_box.Places, _output, _error)
        {
            Installer = Rauc,
            Offer = new StickOffer(_box.Places.Offer)
            {
                // Pulled out when the copying begins.
                Free = () =>
                {
                    _box.Write(Offered + ".new", "half a bundle");
                    stick.Delete();
                    return _free;
                },
            },
        };
        Assert.Equal(1, verb.RunOffer(stick.FullName));
        Assert.StartsWith(
            "the bundle can't be copied from the stick: ",
            Report.Sentence,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.GetFiles(_box.Places.At("data/update"), "offer*"));
    }

    [Theory]
    [InlineData(0, UpdatePhase.Installed)]
    [InlineData(1, UpdatePhase.Refused)]
    internal void What_was_offered_is_gone_when_its_run_has_ended(int code, UpdatePhase end)
    {
        OfferIt();
        _rauc = order => order == "install" ? new ProgramResult(code, "", "no\n") : null;
        _box.Write("run/qx200/update", "offer\n");
        Assert.Equal(code, Verb().RunAsked());
        Assert.Equal(end, Report.Phase);
        Assert.Empty(Directory.GetFiles(_box.Places.At("data/update"), "offer*"));
        Assert.Equal("", _box.Read("run/qx200/update"));
    }

    [Fact]
    public void What_runs_already_is_not_offered_and_takes_an_earlier_offer_back()
    {
        OfferIt();
        (_version, _build) = ("1.4.0", "abc1234");
        Assert.Equal(0, OfferIt());
        Assert.Equal(UpdatePhase.None, Report.Phase);
        Assert.False(File.Exists(_box.Places.Offer));
        Assert.EndsWith(
            "version 1.4.0 (abc1234) is what runs: the stick has nothing newer\n",
            _output.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_build_of_the_version_that_runs_is_offered()
    {
        _version = "1.4.0";
        Assert.Equal(0, OfferIt());
        Assert.Equal(UpdatePhase.Offered, Report.Phase);
    }

    [Fact]
    public void An_older_one_on_a_stick_says_how_it_is_installed_all_the_same()
    {
        _version = "1.3.0";
        Assert.Equal(1, OfferIt());
        Assert.False(Report.Older);
        Assert.Equal(
            "the stick has version 1.3.0 and 1.4.0 runs: to go back to an older one all the same, upload it at the box's page",
            Report.Sentence
        );
    }

    [Fact]
    public void While_an_installed_system_waits_for_its_restart_nothing_makes_the_box_forget_it()
    {
        string bundle = _box.Places.At("stick/new.raucb");
        Assert.Equal(0, Verb().Run(bundle, force: false));
        UpdateReport waits = Report;
        Assert.Equal(UpdatePhase.Installed, waits.Phase);
        _asked.Clear();
        _version = "1.3.0";
        Assert.Equal(1, OfferIt());
        Assert.Equal(1, Verb().Run(bundle, force: false));
        Assert.Equal(1, Verb().Run("/nowhere/x.raucb", force: true));
        _box.Write("run/qx200/update", "install\n");
        Assert.Equal(1, Verb().RunAsked());
        Assert.Equal(waits.ToJson(), Report.ToJson());
        Assert.Empty(_asked);
        Assert.Contains(
            "qx200: version 1.5.0 is installed and waits for the restart: nothing was done; update again after it\n",
            _error.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_stick_that_comes_while_the_bundle_of_another_is_written_does_not_touch_it()
    {
        OfferIt();
        _box.Write("stick/new.raucb", "another bundle");
        _box.Write("run/qx200/update", "offer\n");
        int second = -1;
        _rauc = order =>
        {
            if (order == "install")
            {
                _rauc = static _ => null;
                second = OfferIt();
                Assert.Equal("a bundle", _box.Read(Offered));
                Assert.Equal(UpdatePhase.Writing, Report.Phase);
            }

            return null;
        };
        Assert.Equal(0, Verb().RunAsked());
        Assert.Equal(1, second);
        Assert.Equal(UpdatePhase.Installed, Report.Phase);
        Assert.Equal(
            "qx200: another update is under way: nothing was done; wait until it has ended\n",
            _error.ToString()
        );
    }

    [Fact]
    public void What_the_page_asks_for_waits_until_a_stick_has_been_looked_at()
    {
        _box.Write("data/update/upload/bundle.raucb", "a bundle");
        _box.Write("run/qx200/update", "install\n");
        Directory.CreateDirectory(_box.Places.At("run/qx200-update"));
        IDisposable? stick = UpdateLock.Take(_box.Places.Lock, TimeSpan.Zero, static _ => { });
        int pauses = 0;
        _pause = () =>
        {
            if (++pauses == 3)
            {
                stick!.Dispose();
            }
        };
        Assert.Equal(0, Verb().RunAsked());
        Assert.Equal(3, pauses);
        Assert.Equal(UpdatePhase.Installed, Report.Phase);
        Assert.Equal("", _box.Read("data/update/upload/bundle.raucb"));
    }

    [Fact]
    public void Whatever_goes_wrong_ends_as_a_sentence()
    {
        _rauc = static order =>
            order == "info"
                ? throw new UnauthorizedAccessException("Access to the path is denied.")
                : null;
        Assert.Equal(1, Verb().Run(_box.Places.At("stick/new.raucb"), force: false));
        Assert.Equal(UpdatePhase.Refused, Report.Phase);
        Assert.Equal("the update could not go on: Access to the path is denied", Report.Sentence);
        Assert.Equal(
            "qx200: the update could not go on: Access to the path is denied\n",
            _error.ToString()
        );
    }

    [Fact]
    public void A_folder_that_can_not_be_made_does_too()
    {
        _box.Write("run/qx200-update", "a file");
        Assert.Equal(1, Verb().Run(_box.Places.At("stick/new.raucb"), force: false));
        Assert.StartsWith(
            "qx200: the update can't begin: ",
            _error.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_terminal_that_is_gone_does_not_break_an_installation_off()
    {
        using var gone = new GoneTerminal();
        var verb = new UpdateVerb(_box.Places, gone, gone)
        {
            Installer = Rauc,
            Unmount = static _ => { },
        };
        Assert.Equal(0, verb.Run(_box.Places.At("stick/new.raucb"), force: false));
        Assert.Equal(UpdatePhase.Installed, Report.Phase);
    }

    private UpdateReport Report => UpdateReport.Read(_box.Places);

    private int OfferIt() => Verb().RunOffer(_box.Places.At("stick/new.raucb"));

    private UpdateVerb Verb() =>
        new(_box.Places, _output, _error)
        {
            Installer = Rauc,
            Unmount = static _ => { },
            Offer = new StickOffer(_box.Places.Offer) { Free = () => _free },
            Pause = _ => _pause(),
        };

    private ProgramResult Rauc(IReadOnlyList<string> arguments, Action<string> line)
    {
        _asked.Add(arguments[0]);
        if (_rauc(arguments[0]) is { } answer)
        {
            return answer;
        }

        string sum = Convert.ToHexStringLower(SHA256.HashData("an image"u8));
        return new ProgramResult(
            0,
            arguments[0] == "info"
                ? $$"""
                { "compatible" : "qx200-arm64", "version" : "{{_version}}", "build" : "{{_build}}",
                  "images" : [ { "rootfs" : { "filename" : "rootfs.img", "checksum" : "{{sum}}", "size" : 8 } } ] }
                """
                : "",
            ""
        );
    }

    private sealed class GoneTerminal : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("gone");
    }
}
