using System.Globalization;

namespace QX200.Records;

/// <summary>Which records, and how many.</summary>
/// <param name="Kind">Null: calls and parked calls.</param>
/// <param name="Number">Only those in which this number takes part; empty: all.</param>
/// <param name="Before">Where the last page ended (<see cref="RecordPage.Next"/>); empty: the newest.</param>
internal sealed record RecordQuery(
    RecordKind? Kind = null,
    string Number = "",
    string Before = "",
    int Count = 50
);

/// <param name="Entries">The newest first.</param>
/// <param name="Next">To be given as <see cref="RecordQuery.Before"/> for the page behind this one; empty: there is none.</param>
internal sealed record RecordPage(IReadOnlyList<RecordEntry> Entries, string Next);

/// <summary>What happened in one hour.</summary>
/// <param name="Calls">That began in it.</param>
/// <param name="Answered">Of those.</param>
/// <param name="Parked">Calls that were parked in it.</param>
internal readonly record struct HourCount(int Calls, int Answered, int Parked);

/// <summary>
/// Reads the records from the newest on, backwards from the end of the last file, so that a page costs what it shows and
/// not what is kept. Broken lines are passed over. Any thread that may wait for the disk, while the writer goes on.
/// </summary>
/// <param name="folder">DIR/records.</param>
internal sealed class RecordReader(string folder)
{
    /// <summary>A query looks at no more lines than this, and says where it stopped.</summary>
    public const int MostLines = 20_000;

    private const int MostCount = 500;

    // The box has no clock that runs without power: after a cut it may write dates of long ago for a while.
    private static readonly DateTimeOffset s_clockWasSet = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public RecordPage Read(RecordQuery query)
    {
        int count = Math.Clamp(query.Count, 1, MostCount);
        List<RecordEntry> entries = [];
        int looked = 0;
        foreach ((ReadOnlyMemory<byte> line, string place) in LinesFrom(query.Before))
        {
            // The place of the last line that was looked at, whether it fits or not, is where the next page begins.
            if (
                RecordEntry.Read(line.Span) is { } entry
                && (query.Kind is null || entry.Kind == query.Kind)
                && (query.Number.Length == 0 || entry.Involves(query.Number))
            )
            {
                entries.Add(entry);
            }

            if (entries.Count == count || ++looked == MostLines)
            {
                return new RecordPage(entries, place);
            }
        }

        return new RecordPage(entries, "");
    }

    /// <summary>Counts by the hour for a day, or for as long as <paramref name="hours"/> says.</summary>
    /// <param name="from">The beginning of the first hour.</param>
    public IReadOnlyList<HourCount> CountByHour(DateTimeOffset from, int hours)
    {
        var counts = new HourCount[hours];
        foreach ((ReadOnlyMemory<byte> line, _) in LinesFrom(""))
        {
            if (RecordEntry.Read(line.Span) is not { } entry)
            {
                continue;
            }

            // Lines stand in the order in which things ended: nothing that began in time stands before one that
            // ended too early.
            if (entry.EndedAt < from && entry.EndedAt > s_clockWasSet)
            {
                break;
            }

            double hour = Math.Floor((entry.BeganAt - from).TotalHours);
            if (hour >= 0 && hour < hours)
            {
                counts[(int)hour] = With(counts[(int)hour], entry);
            }
        }

        return counts;
    }

    private static HourCount With(HourCount count, RecordEntry entry) =>
        entry.Kind == RecordKind.Park
            ? count with
            {
                Parked = count.Parked + 1,
            }
            : count with
            {
                Calls = count.Calls + 1,
                Answered = count.Answered + (entry.AnsweredAt is null ? 0 : 1),
            };

    /// <summary>Each line before a place, the newest first, with the place where it begins.</summary>
    private IEnumerable<(ReadOnlyMemory<byte> Line, string Place)> LinesFrom(string before)
    {
        (int file, long offset) = Place(before);
        foreach (int number in RecordFiles.Numbers(folder).Reverse())
        {
            if (number > file)
            {
                continue;
            }

            long end = number == file ? offset : long.MaxValue;
            foreach (
                (ReadOnlyMemory<byte> line, long at) in LinesBackwards.Of(
                    RecordFiles.PathOf(folder, number),
                    end
                )
            )
            {
                yield return (line, string.Create(CultureInfo.InvariantCulture, $"{number}-{at}"));
            }
        }
    }

    /// <summary>What is no place is the end of all records.</summary>
    private static (int File, long Offset) Place(string before) =>
        before.Split('-') is [var file, var offset]
        && int.TryParse(file, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out long at)
            ? (number, at)
            : (int.MaxValue, long.MaxValue);
}
