using QX200.Update;
using Xunit;

namespace QX200.Tests.Update;

/// <summary>Which system runs, how it stands, and where the way back leads.</summary>
public sealed class SystemStandingTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("qx200-box-");
    private readonly BoxFiles _box;

    public SystemStandingTests() => _box = new BoxFiles(_root.FullName);

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_system_that_has_proven_itself_and_the_one_before()
    {
        _box.Write("data/update/slot-B", "1.3.0 0000001\n");
        SystemStanding now = Read("sick: it has only just started");
        Assert.Equal(("1.4.0", "abc1234", "A"), (now.Running.Version, now.Running.Build, now.Slot));
        Assert.True(now.Proven);
        Assert.Equal("", now.Trial);
        Assert.Equal(new SlotSystem("1.3.0", "0000001", true), now.Other);
        Assert.Null(now.FellBack);
    }

    [Fact]
    public void A_system_on_trial_says_what_ails_it()
    {
        _box.Write("data/update/proven", "");
        Assert.Equal(
            "the sound thread stands still",
            Read("sick: the sound thread stands still").Trial
        );
        SystemStanding well = Read("well");
        Assert.False(well.Proven);
        Assert.Equal("", well.Trial);
        Assert.Null(well.Other);
    }

    [Fact]
    public void What_was_installed_and_does_not_run_has_fallen_back()
    {
        _box.Write("data/update/installed", "B 1.5.0 fedcba9\n");
        Assert.Equal(new FallBack("1.5.0", ""), Read("good").FellBack);
        _box.Write("data/update/sick", "1.5.0 fedcba9 its own SIP port does not answer\n");
        Assert.Equal(
            new FallBack("1.5.0", "its own SIP port does not answer"),
            Read("good").FellBack
        );
        _box.Write("data/update/sick", "1.4.9 fedcba8 of another time\n");
        Assert.Equal(new FallBack("1.5.0", ""), Read("good").FellBack);
        _box.Runs("B");
        Assert.Null(Read("good").FellBack);
    }

    [Fact]
    public void What_fell_back_although_it_had_proven_itself_is_known()
    {
        _box.Write("data/update/installed", "B 1.5.0 fedcba9\n");
        _box.Write("data/update/proven", $"{BoxFiles.Proven}\n1.5.0 fedcba9\n");
        Assert.Equal(new FallBack("1.5.0", "", HadProven: true), Read("good").FellBack);
        _box.Write("data/update/proven", $"{BoxFiles.Proven}\n1.5.0 another\n");
        Assert.Equal(new FallBack("1.5.0", ""), Read("good").FellBack);
    }

    [Fact]
    public void A_machine_without_slots_has_no_standing()
    {
        _box.Runs("C");
        Assert.Null(SystemStanding.Read(_box.Places, "good"));
        _box.Runs("A");
        _box.Write("etc/os-release", "ID=debian\nVERSION_ID=12\n");
        Assert.Null(SystemStanding.Read(_box.Places, "good"));
        Assert.Null(SystemStanding.Read(new UpdatePlaces("/nowhere"), ""));
    }

    [Fact]
    public void The_book_of_slots_forgets_what_is_being_overwritten()
    {
        _box.Write("data/update/slot-B", "1.3.0 0000001\n");
        _box.Write("data/update/sick", "1.5.0 fedcba9 something\n");
        var record = new SlotRecord(_box.Places);
        record.Writing();
        Assert.Null(Read("good").Other);
        record.Installed(new BundleManifest("qx200-arm64", "1.5.0", "fedcba9", []));
        Assert.Equal(new SlotSystem("1.5.0", "fedcba9", false), Read("good").Other);
        Assert.Equal(new FallBack("1.5.0", ""), Read("good").FellBack);
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void An_image_that_the_slot_does_not_hold_is_found(int sectorsOfImage, bool fits)
    {
        _box.Partition("vda7", 1000);
        var bundle = new BundleManifest(
            "qx200-arm64",
            "1.5.0",
            "",
            [new BundleImage("rootfs", "rootfs.img", "", sectorsOfImage * 512L)]
        );
        string? lacking = new SlotRoom(_box.Places).Lacking(bundle);
        Assert.Equal(
            fits
                ? null
                : "rootfs.img has 500 KB and the slot holds 500 KB: take the bundle that is made for this box",
            lacking
        );
    }

    [Fact]
    public void A_slot_whose_size_nobody_knows_is_no_reason_to_refuse() =>
        Assert.Null(
            new SlotRoom(_box.Places).Lacking(
                new BundleManifest("", "", "", [new BundleImage("rootfs", "x", "", long.MaxValue)])
            )
        );

    private SystemStanding Read(string verdict) => SystemStanding.Read(_box.Places, verdict)!;
}
