using Microsoft.Extensions.Logging.Abstractions;
using QX200.Runtime;
using QX200.Settings;
using QX200.Stations;
using QX200.Tests.Settings;
using Xunit;

namespace QX200.Tests.Stations;

public sealed class BindingStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Registrations_are_there_again_after_a_restart()
    {
        using (var before = new Box(_folder))
        {
            before
                .Bed.Phone("101", "192.0.2.21:5062")
                .Register(
                    "<sip:a@192.0.2.21:5062>;q=0.3;+sip.instance=\"<urn:x>\";reg-id=2",
                    "User-Agent: Desk \"1\""
                );
            TestPhone tcp = before.Bed.Phone("102", "192.0.2.22:5060");
            tcp.OverTcp = true;
            tcp.Register("<sip:b@192.0.2.22;transport=tcp>;expires=100");
            before.Bed.Network.Advance(TimeSpan.FromSeconds(40));
            before.Disk.RunPending();
        }

        using var after = new Box(_folder, TimeSpan.FromSeconds(50));
        Binding first = Assert.Single(after.Bed.Registrar.Locate("101"));
        Assert.Equal(
            "sip:a@192.0.2.21:5062|a@192.0.2.21:5062|udp 192.0.2.21:5062|<urn:x>|2|300|Desk \"1\"|2|True",
            $"{first.ContactUri}|{first.ContactKey}|{first.Target}|{first.Instance}|{first.RegId}|{first.Quality}|{first.UserAgent}|{first.CSeq}|{first.Alive}"
        );
        Binding second = Assert.Single(after.Bed.Registrar.Locate("102"));
        Assert.Equal("tcp 192.0.2.22:5060", second.Target.ToString());
        Assert.False(second.Alive);
        Assert.Equal(50, second.Remaining(after.Bed.Network.Clock).TotalSeconds, 1);

        after.Bed.Network.Advance(TimeSpan.FromSeconds(51));
        Assert.Empty(after.Bed.Registrar.Locate("102"));
        // The telephone knows nothing of the restart and goes on counting.
        TestPhone goesOn = after.Bed.Phone("101", "192.0.2.21:5062");
        goesOn.CSeq = 2;
        Assert.Equal(200, goesOn.Register("<sip:a@192.0.2.21:5062>").Status);
        Assert.Same(first, Assert.Single(after.Bed.Registrar.Locate("101")));
    }

    [Fact]
    public void What_has_expired_belongs_to_nobody_or_is_damaged_is_passed_over()
    {
        using (var before = new Box(_folder))
        {
            before
                .Bed.Phone("101", "192.0.2.21:5062")
                .Register("<sip:a@192.0.2.21:5062>, <sip:b@192.0.2.21:5062>;expires=60");
            before.Bed.Network.Advance(TimeSpan.FromSeconds(1));
            before.Disk.RunPending();
        }

        string[] lines = File.ReadAllLines(_folder.In("state/bindings"));
        Assert.Equal(2, lines.Length);
        string[] bad =
        [
            "",
            "rubbish",
            "{}",
            "[]",
            lines[0][..40],
            lines[0].Replace("\"101\"", "\"199\""),
            lines[0].Replace("sip:a@192.0.2.21:5062", "nothing"),
            lines[0].Replace("Udp 192.0.2.21:5062", "Smoke signals"),
            lines[0].Replace("\"cseq\":2", "\"cseq\":\"x\""),
        ];
        File.WriteAllLines(_folder.In("state/bindings"), [.. bad, .. lines]);

        using var after = new Box(_folder, TimeSpan.FromSeconds(70));
        Assert.Equal("sip:a@192.0.2.21:5062", Assert.Single(after.Bed.Registrar.All).ContactUri);
    }

    [Fact]
    public void Without_a_calendar_no_registration_lasts_longer_than_any_may()
    {
        using (var before = new Box(_folder))
        {
            before.Bed.Phone("101", "192.0.2.21:5062").Register("<sip:a@192.0.2.21:5062>");
            before.Bed.Network.Advance(TimeSpan.FromSeconds(1));
            before.Disk.RunPending();
        }

        string text = _folder.Read("state/bindings");
        _folder.Write("state/bindings", text.Replace("\"expires\":\"2", "\"expires\":\"3"));
        using var after = new Box(_folder);
        Assert.Equal(
            3600,
            Assert.Single(after.Bed.Registrar.All).Remaining(after.Bed.Network.Clock).TotalSeconds,
            1
        );
    }

    [Fact]
    public void Changes_are_gathered_and_a_clean_stop_writes_at_once()
    {
        using var box = new Box(_folder);
        TestPhone phone = box.Bed.Phone("101", "192.0.2.21:5062");
        phone.Register("<sip:a@192.0.2.21:5062>");
        phone.Register("<sip:b@192.0.2.21:5062>");
        Assert.Equal(0, box.Disk.RunPending());
        box.Store.Flush();
        Assert.Equal(1, box.Disk.RunPending());
        Assert.Equal(2, File.ReadAllLines(_folder.In("state/bindings")).Length);
    }

    [Fact]
    public void A_disk_that_fails_costs_nothing_but_the_memory()
    {
        Directory.CreateDirectory(_folder.In("state/bindings"));
        using var box = new Box(_folder);
        box.Bed.Phone("101", "192.0.2.21:5062").Register("<sip:a@192.0.2.21:5062>");
        box.Bed.Network.Advance(TimeSpan.FromSeconds(1));
        box.Disk.RunPending();
        Assert.Equal(0, box.Disk.Faults);
        Assert.Single(box.Bed.Registrar.All);
    }

    private sealed class Box : IDisposable
    {
        public Box(TemporaryFolder folder, TimeSpan later = default)
        {
            Directory.CreateDirectory(folder.In("state"));
            Bed.Network.Clock.Advance(later);
            Disk = new DiskQueue(Bed.Network.Clock, NullLogger<DiskQueue>.Instance);
            Store = new BindingStore(
                Bed.Registrar,
                Disk,
                new SettingsFolder(folder.Path),
                NullLogger.Instance
            );
            Store.Start();
        }

        public StationsBed Bed { get; } = new();

        public DiskQueue Disk { get; }

        public BindingStore Store { get; }

        public void Dispose()
        {
            Disk.Dispose();
            Bed.Dispose();
        }
    }
}
