namespace QX200.Media.Engine;

/// <summary>The media thread's counters: it alone writes them, any thread may read them one by one.</summary>
internal sealed class MediaTally
{
    private long _openStreams;
    private long _packetsIn;
    private long _packetsOut;
    private long _malformed;
    private long _strangers;
    private long _unheard;
    private long _leftOut;
    private long _sendErrors;
    private long _ticks;
    private long _lateTicks;
    private long _skippedTicks;
    private long _faults;

    public void Opened() => Add(ref _openStreams, 1);

    public void Closed() => Add(ref _openStreams, -1);

    public void TookIn() => Add(ref _packetsIn, 1);

    public void SentOut() => Add(ref _packetsOut, 1);

    public void SawMalformed() => Add(ref _malformed, 1);

    public void SawStranger() => Add(ref _strangers, 1);

    public void HeardByNobody() => Add(ref _unheard, 1);

    public void LeftOut() => Add(ref _leftOut, 1);

    public void SendFailed() => Add(ref _sendErrors, 1);

    public void TicksRan(long count) => Add(ref _ticks, count);

    public void TickLate() => Add(ref _lateTicks, 1);

    public void TicksSkipped(long count) => Add(ref _skippedTicks, count);

    public void Faulted() => Add(ref _faults, 1);

    public MediaCounters Copy() =>
        new()
        {
            OpenStreams = (int)Volatile.Read(ref _openStreams),
            PacketsIn = Volatile.Read(ref _packetsIn),
            PacketsOut = Volatile.Read(ref _packetsOut),
            Malformed = Volatile.Read(ref _malformed),
            Strangers = Volatile.Read(ref _strangers),
            Unheard = Volatile.Read(ref _unheard),
            LeftOut = Volatile.Read(ref _leftOut),
            SendErrors = Volatile.Read(ref _sendErrors),
            Ticks = Volatile.Read(ref _ticks),
            LateTicks = Volatile.Read(ref _lateTicks),
            SkippedTicks = Volatile.Read(ref _skippedTicks),
            Faults = Volatile.Read(ref _faults),
        };

    // One writer: no read-modify-write instruction needed, only a whole store.
    private static void Add(ref long counter, long count) =>
        Volatile.Write(ref counter, counter + count);
}
