using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using QX200.Runtime;

namespace QX200.Records;

/// <summary>
/// The records of calls and parked calls: one JSON object a line in <c>records/*.jsonl</c>. Adding a record never
/// waits: the disk thread gathers lines for half a second and writes them in one go, which spares the flash.
/// </summary>
/// <remarks>
/// A disk that is full or broken hurts no call: lines wait in memory and are tried again, and when too many wait,
/// new ones are dropped and counted. The log says so at most once a minute.
/// </remarks>
internal sealed partial class RecordLog
{
    public static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    /// <summary>Names stay readable to people, as the file is not HTML.</summary>
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const long FileSize = 1 << 20;
    private const int FileCount = 8;
    private const int MostWaiting = 256 << 10;

    private readonly DiskQueue _disk;
    private readonly ILogger<RecordLog> _log;
    private readonly RecordFiles _files;
    private readonly ArrayBufferWriter<byte> _waiting = new();
    private TimerId _flush;
    private long? _complained;
    private long _dropped;
    private long _failures;

    /// <param name="folder">DIR/records.</param>
    /// <param name="disk">Not started yet: what waits at its stop is written then.</param>
    public RecordLog(
        string folder,
        DiskQueue disk,
        ILogger<RecordLog> log,
        long fileSize = FileSize,
        int fileCount = FileCount
    )
    {
        _disk = disk;
        _log = log;
        _files = new RecordFiles(folder, fileSize, fileCount);
        disk.AtStop(static log => ((RecordLog)log!).Flush(), this);
    }

    /// <summary>Records that will never be written. Any thread.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Writes that failed. Any thread.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>Any thread.</summary>
    public void Add(RecordLine record)
    {
        if (!_disk.Post(static entry => ((Entry)entry!).Gather(), new Entry(this, record)))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    private void Gather(RecordLine record)
    {
        if (_waiting.WrittenCount > MostWaiting)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        using (var json = new Utf8JsonWriter(_waiting, Readable))
        {
            record.WriteTo(json);
        }

        _waiting.Write("\n"u8);
        if (!_flush.IsSet)
        {
            FlushAfter(Gathering);
        }
    }

    private void FlushAfter(TimeSpan delay) =>
        _flush = _disk.Timers.Schedule(delay, static log => ((RecordLog)log!).Flush(), this);

    private void Flush()
    {
        _disk.Timers.Cancel(ref _flush);
        if (_waiting.WrittenCount == 0)
        {
            return;
        }

        try
        {
            _files.Append(_waiting.WrittenSpan);
            _waiting.ResetWrittenCount();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Interlocked.Increment(ref _failures);
            Complain(failure.Message);
            FlushAfter(Retry);
        }
    }

    private void Complain(string reason)
    {
        if (_complained is { } last && _disk.Clock.GetElapsedTime(last) < Quiet)
        {
            return;
        }

        _complained = _disk.Clock.GetTimestamp();
        LogFailure(_log, reason, Dropped);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Call records can't be written ({Reason}); they are kept for now, {Dropped} are lost"
    )]
    private static partial void LogFailure(ILogger log, string reason, long dropped);

    private sealed record Entry(RecordLog Log, RecordLine Record)
    {
        public void Gather() => Log.Gather(Record);
    }
}
