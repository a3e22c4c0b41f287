using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QX200.Records;
using QX200.Runtime;
using QX200.Tests.Settings;
using Xunit;

namespace QX200.Tests.Records;

public sealed class RecordReaderTests : IDisposable
{
    private static readonly DateTimeOffset s_day = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly RecordReader _reader;

    public RecordReaderTests() => _reader = new RecordReader(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_the_writer_writes_is_read_newest_first()
    {
        using var disk = new DiskQueue(new FakeTimeProvider(), NullLogger<DiskQueue>.Instance);
        var log = new RecordLog(_folder.Path, disk, NullLogger<RecordLog>.Instance);
        log.Add(
            new CallRecord(
                "101",
                "+7 \"x\"",
                s_day,
                s_day.AddSeconds(3),
                s_day.AddMinutes(1),
                "answered"
            )
        );
        log.Add(new CallRecord("102", "103", s_day, null, s_day.AddMinutes(2), "busy"));
        log.Add(new ParkRecord("77", "102", "101", s_day, s_day.AddMinutes(3), "retrieved", "103"));
        log.Add(new ParkRecord("78", "102", "101", s_day, s_day.AddMinutes(4), "abandoned", null));
        disk.Stop(TimeSpan.Zero);

        Assert.Equal(
            [
                new(
                    RecordKind.Park,
                    "102",
                    "78",
                    "101",
                    "",
                    s_day,
                    null,
                    s_day.AddMinutes(4),
                    "abandoned"
                ),
                new(
                    RecordKind.Park,
                    "102",
                    "77",
                    "101",
                    "103",
                    s_day,
                    null,
                    s_day.AddMinutes(3),
                    "retrieved"
                ),
                new(
                    RecordKind.Call,
                    "102",
                    "103",
                    "",
                    "",
                    s_day,
                    null,
                    s_day.AddMinutes(2),
                    "busy"
                ),
                new(
                    RecordKind.Call,
                    "101",
                    "+7 \"x\"",
                    "",
                    "",
                    s_day,
                    s_day.AddSeconds(3),
                    s_day.AddMinutes(1),
                    "answered"
                ),
            ],
            _reader.Read(new RecordQuery()).Entries
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Page_after_page_gives_every_record_once_over_all_files(int count)
    {
        string[] all = Fill(files: 3, lines: 40);
        List<string> read = [];
        string before = "";
        do
        {
            RecordPage page = _reader.Read(new RecordQuery(Before: before, Count: count));
            read.AddRange(page.Entries.Select(static e => e.From));
            before = page.Next;
            // Whatever comes in the meantime moves nothing.
            _folder.Write(
                "records-000003.jsonl",
                _folder.Read("records-000003.jsonl") + Call("new", 0)
            );
        } while (before.Length > 0);

        Assert.Equal(all.Reverse(), read);
    }

    [Fact]
    public void Lines_longer_than_a_piece_and_broken_ones_harm_no_other()
    {
        string far = new('9', 100_000);
        _folder.Write(
            "records-000001.jsonl",
            Call("first", 1)
                + "{\"kind\":\"call\",\"from\":\"torn\n"
                + "\0\0\0\0\n\n[1,2]\n{}\n{\"kind\":\"call\",\"from\":5}\n{\"kind\":\"call\",\"startedAt\":\"never\"}\n"
                + Call(far, 2)
                + Call("last", 3)
                + Call("half", 4)[..50]
        );
        _folder.Write("records-x.jsonl", Call("other", 1));
        Assert.Equal(
            ["last", far, "first"],
            _reader.Read(new RecordQuery()).Entries.Select(static e => e.From)
        );
    }

    [Fact]
    public void Records_are_found_by_kind_and_by_number()
    {
        _folder.Write(
            "records-000001.jsonl",
            Call("101", 1) + Park("77", 2) + Call("102", 3) + Park("78", 4)
        );
        Assert.Equal(
            ["78", "77"],
            _reader.Read(new RecordQuery(RecordKind.Park)).Entries.Select(static e => e.To)
        );
        Assert.Equal(
            ["101"],
            _reader.Read(new RecordQuery(RecordKind.Call, "101")).Entries.Select(static e => e.From)
        );
        Assert.Equal(
            ["77"],
            _reader.Read(new RecordQuery(Number: "77")).Entries.Select(static e => e.To)
        );
    }

    [Fact]
    public void A_day_is_counted_by_the_hour()
    {
        _folder.Write(
            "records-000001.jsonl",
            Call("yesterday", -30)
                + Call("a", 61)
                + Park("77", 62)
                + Call("b", 119)
                + Call("c", 1439)
                + "{\"kind\":\"call\",\"from\":\"no clock\",\"to\":\"1\",\"startedAt\":\"1970-01-01T00:00:01Z\",\"endedAt\":\"1970-01-01T00:00:02Z\",\"outcome\":\"busy\"}\n"
        );
        IReadOnlyList<HourCount> day = _reader.CountByHour(s_day, 24);
        Assert.Equal(new HourCount(2, 2, 1), day[1]);
        Assert.Equal(new HourCount(1, 1, 0), day[23]);
        Assert.Equal(3, day.Sum(static h => h.Calls));
    }

    [Fact]
    public void No_records_are_no_records()
    {
        var reader = new RecordReader(_folder.In("none"));
        Assert.Empty(reader.Read(new RecordQuery()).Entries);
        Assert.Equal(24, reader.CountByHour(s_day, 24).Count);
        Assert.Empty(_reader.Read(new RecordQuery(Before: "nonsense")).Entries);
    }

    [Fact]
    public void A_rare_number_does_not_cost_a_look_at_everything()
    {
        var text = new StringBuilder(Call("rare", 0));
        for (int i = 0; i < RecordReader.MostLines; i++)
        {
            text.Append(Call("101", 1));
        }

        _folder.Write("records-000001.jsonl", text.ToString());
        RecordPage page = _reader.Read(new RecordQuery(Number: "rare"));
        Assert.Empty(page.Entries);
        Assert.Equal(
            "rare",
            Assert
                .Single(_reader.Read(new RecordQuery(Number: "rare", Before: page.Next)).Entries)
                .From
        );
    }

    private string[] Fill(int files, int lines)
    {
        List<string> all = [];
        for (int file = 1; file <= files; file++)
        {
            string[] names = [.. Enumerable.Range(0, lines).Select(i => $"{file}-{i}")];
            _folder.Write(
                $"records-{file:D6}.jsonl",
                string.Concat(names.Select(static (n, i) => Call(n, i)))
            );
            all.AddRange(names);
        }

        return [.. all];
    }

    private static string Call(string from, int minute) =>
        $$"""{"kind":"call","from":"{{from}}","to":"200","startedAt":"{{At(minute)}}","answeredAt":"{{At(minute)}}","endedAt":"{{At(minute + 1)}}","outcome":"answered"}"""
        + "\n";

    private static string Park(string slot, int minute) =>
        $$"""{"kind":"park","slot":"{{slot}}","party":"105","parker":"106","parkedAt":"{{At(minute)}}","endedAt":"{{At(minute + 1)}}","outcome":"retrieved","by":"103"}"""
        + "\n";

    private static string At(int minute) =>
        s_day.AddMinutes(minute).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
}
