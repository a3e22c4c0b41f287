using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QX200.Records;
using QX200.Runtime;
using Xunit;

namespace QX200.Tests.Records;

public sealed class RecordLogTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, 250, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new();
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("qx200-records-");
    private readonly Complaints _complaints = new();
    private readonly DiskQueue _disk;
    private readonly string _folder;

    public RecordLogTests()
    {
        _disk = new DiskQueue(_clock, new Logger<DiskQueue>(_complaints));
        _folder = Path.Combine(_temporary.FullName, "records");
    }

    public void Dispose()
    {
        _disk.Dispose();
        _complaints.Dispose();
        _temporary.Delete(recursive: true);
    }

    [Fact]
    public void Rule_6_3_A_parked_call_leaves_the_line_that_is_promised()
    {
        Make().Add(Parked("71", by: "103"));
        After(RecordLog.Gathering);
        Assert.Equal(
            [
                """{"kind":"park","slot":"71","party":"102","parker":"101","parkedAt":"2026-03-04T12:00:00.250Z","endedAt":"2026-03-04T12:01:30.250Z","outcome":"retrieved","by":"103"}""",
            ],
            Lines()
        );
    }

    [Fact]
    public void Rule_6_3_Where_nobody_took_the_call_there_is_no_by()
    {
        Make().Add(Parked("71", by: null) with { Outcome = "abandoned" });
        After(RecordLog.Gathering);
        Assert.EndsWith(
            "\"outcome\":\"abandoned\"}",
            Assert.Single(Lines()),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_call_leaves_its_line_with_the_answer_only_where_there_was_one()
    {
        RecordLog log = Make();
        var call = new CallRecord(
            "101",
            "Zoë \"Z\"",
            Noon,
            Noon.AddSeconds(3),
            Noon.AddSeconds(9),
            "answered"
        );
        log.Add(call);
        log.Add(call with { AnsweredAt = null, Outcome = "cancelled" });
        After(RecordLog.Gathering);
        Assert.Equal(
            [
                """{"kind":"call","from":"101","to":"Zoë \"Z\"","startedAt":"2026-03-04T12:00:00.250Z","answeredAt":"2026-03-04T12:00:03.250Z","endedAt":"2026-03-04T12:00:09.250Z","outcome":"answered"}""",
                """{"kind":"call","from":"101","to":"Zoë \"Z\"","startedAt":"2026-03-04T12:00:00.250Z","endedAt":"2026-03-04T12:00:09.250Z","outcome":"cancelled"}""",
            ],
            Lines()
        );
    }

    [Fact]
    public void Times_of_another_zone_are_written_in_UTC()
    {
        var there = new DateTimeOffset(2026, 1, 1, 1, 30, 0, TimeSpan.FromHours(3));
        Make().Add(Parked("71", by: null) with { ParkedAt = there });
        After(RecordLog.Gathering);
        Assert.Contains(
            "\"parkedAt\":\"2025-12-31T22:30:00.000Z\"",
            Lines()[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Lines_are_gathered_for_half_a_second_and_written_in_one_go()
    {
        RecordLog log = Make();
        log.Add(Parked("71"));
        After(TimeSpan.FromMilliseconds(499));
        log.Add(Parked("72"));
        _disk.RunPending();
        Assert.False(Directory.Exists(_folder));

        After(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["71", "72"], Slots());
    }

    [Fact]
    public void A_clean_stop_writes_what_is_still_waiting()
    {
        RecordLog log = Make();
        log.Add(Parked("71"));
        Assert.True(_disk.Stop(TimeSpan.Zero));
        Assert.Equal(["71"], Slots());
    }

    [Fact]
    public void The_next_run_goes_on_behind_the_last_line_and_ends_one_that_was_cut_off()
    {
        Directory.CreateDirectory(_folder);
        File.WriteAllText(
            Path.Combine(_folder, "records-000004.jsonl"),
            "{\"slot\":\"70\"}\n{\"slo"
        );
        Make().Add(Parked("71"));
        After(RecordLog.Gathering);

        string file = Assert.Single(Directory.GetFiles(_folder));
        string[] lines = File.ReadAllLines(file);
        Assert.Equal(("{\"slo", 3), (lines[1], lines.Length));
        Assert.Equal("71", SlotOf(lines[2]));
    }

    [Fact]
    public void Rule_6_3_Files_follow_each_other_by_size_and_the_oldest_go()
    {
        RecordLog log = Make(fileSize: 400, fileCount: 3);
        for (int i = 0; i < 20; i++)
        {
            log.Add(Parked($"{100 + i}"));
            After(RecordLog.Gathering);
        }

        FileInfo[] files = [.. new DirectoryInfo(_folder).GetFiles().OrderBy(f => f.Name)];
        Assert.Equal(3, files.Length);
        Assert.Equal("records-000010.jsonl", files[^1].Name);
        Assert.All(files, f => Assert.InRange(f.Length, 1, 400));
        Assert.Equal(["114", "115", "116", "117", "118", "119"], Slots());
    }

    [Fact]
    public void Rule_6_3_A_broken_disk_loses_nothing_that_fits_and_is_complained_of_once_a_minute()
    {
        File.WriteAllText(_folder, "a file where the folder should be");
        RecordLog log = Make();
        log.Add(Parked("71"));
        After(RecordLog.Gathering);
        After(RecordLog.Retry);
        log.Add(Parked("72"));
        After(RecordLog.Retry);
        Assert.Equal((3L, 0L), (log.Failures, log.Dropped));
        Assert.Equal(1, _complaints.Count);

        File.Delete(_folder);
        After(RecordLog.Retry);
        Assert.Equal(["71", "72"], Slots());
        Assert.Equal(0, _disk.Faults);
    }

    [Fact]
    public void A_disk_that_stays_broken_is_complained_of_again_after_a_minute()
    {
        File.WriteAllText(_folder, "a file where the folder should be");
        Make().Add(Parked("71"));
        After(RecordLog.Gathering);
        for (int i = 0; i < 6; i++)
        {
            After(RecordLog.Retry);
        }

        Assert.Equal(2, _complaints.Count);
    }

    [Fact]
    public void Rule_6_3_What_does_not_fit_while_the_disk_is_broken_is_dropped_and_counted()
    {
        File.WriteAllText(_folder, "a file where the folder should be");
        RecordLog log = Make();
        const int Added = 3000;
        for (int i = 0; i < Added; i++)
        {
            log.Add(Parked("71"));
        }

        After(RecordLog.Gathering);
        File.Delete(_folder);
        After(RecordLog.Retry);
        Assert.InRange(log.Dropped, 1, Added - 1);
        Assert.Equal(Added - log.Dropped, Lines().Length);
    }

    [Fact]
    public void A_full_mailbox_drops_and_counts()
    {
        RecordLog log = Make();
        while (_disk.Post(static _ => { }, null)) { }

        log.Add(Parked("71"));
        Assert.Equal(1, log.Dropped);
    }

    private RecordLog Make(long fileSize = 1 << 20, int fileCount = 8) =>
        new(_folder, _disk, new Logger<RecordLog>(_complaints), fileSize, fileCount);

    private static ParkRecord Parked(string slot, string? by = "103") =>
        new(slot, "102", "101", Noon, Noon.AddSeconds(90), "retrieved", by);

    private void After(TimeSpan time)
    {
        _disk.RunPending();
        _clock.Advance(time);
        _disk.RunPending();
    }

    private string[] Lines() =>
        [.. Directory.GetFiles(_folder).Order().SelectMany(file => File.ReadAllLines(file))];

    private IEnumerable<string> Slots() => Lines().Select(SlotOf);

    private static string SlotOf(string line)
    {
        using JsonDocument record = JsonDocument.Parse(line);
        return record.RootElement.GetProperty("slot").GetString()!;
    }

    private sealed class Complaints : ILoggerFactory, ILogger
    {
        public int Count { get; private set; }

        public void Log<TState>(
            LogLevel level,
            EventId id,
            TState state,
            Exception? fault,
            Func<TState, Exception?, string> format
        ) => Count += level >= LogLevel.Warning ? 1 : 0;

        public bool IsEnabled(LogLevel level) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public ILogger CreateLogger(string category) => this;

        public void AddProvider(ILoggerProvider provider) { }

        public void Dispose() { }
    }
}
