namespace QX200.Board.Simulated;

/// <summary>
/// The codec of a port: moves samples between the firmware and the telephone by a clock of its own, which may run fast
/// or slow.
/// </summary>
/// <remarks>
/// The media thread writes and reads at one end of two rings, the codec's thread (<see cref="Turn"/>) at the other.
/// </remarks>
internal sealed class SimulatedVoice(TimeProvider clock) : IPortVoice
{
    /// <summary>128 ms each way, as the sound device of the real board has.</summary>
    private const int Capacity = 1024;

    private const int Block = 80;

    /// <summary>Seconds; what a thread that was kept from running for longer has missed is lost.</summary>
    private const double LongestStall = 0.5;

    private readonly SampleRing _toTelephone = new(Capacity);
    private readonly SampleRing _fromTelephone = new(Capacity);
    private readonly short[] _heard = new short[Block];
    private readonly short[] _said = new short[Block];
    private long _turnedAt = clock.GetTimestamp();
    private double _due;
    private double _partsPerMillion;
    private string? _failure;
    private int _run;
    private int _runSeen;
    private int _skipOnPlay;
    private bool _dry = true;
    private bool _full;
    private long _underruns;
    private long _overruns;

    /// <summary>Where the voice goes to and comes from.</summary>
    public ITelephoneVoice? Telephone { get; set; }

    /// <summary>How much faster than the given clock the codec's runs; negative is slower. Any thread.</summary>
    public double PartsPerMillion
    {
        get => Volatile.Read(ref _partsPerMillion);
        set => Volatile.Write(ref _partsPerMillion, value);
    }

    public bool IsRunning => (Volatile.Read(ref _run) & 1) != 0 && Failure is null;

    public int Queued => Math.Max(0, _toTelephone.Count - Volatile.Read(ref _skipOnPlay));

    public int Waiting => _fromTelephone.Count;

    public long Underruns => Volatile.Read(ref _underruns);

    public long Overruns => Volatile.Read(ref _overruns);

    public string? Failure => Volatile.Read(ref _failure);

    public Action? Failed { get; set; }

    public string? Open() => Failure;

    public void Close() => Stop();

    public void Dispose() => Stop();

    /// <summary>Any thread: the device breaks, or with null is whole again.</summary>
    public void Break(string? failure)
    {
        Volatile.Write(ref _failure, failure);
        if (failure is not null)
        {
            Failed?.Invoke();
        }
    }

    // What lies in the rings from before is passed over by the thread that may take it out.
    public void Start()
    {
        _fromTelephone.Skip(_fromTelephone.Count);
        Volatile.Write(ref _skipOnPlay, _toTelephone.Count);
        Volatile.Write(ref _run, (_run + 1) | 1);
    }

    public void Stop() => Volatile.Write(ref _run, (_run | 1) + 1);

    public int Read(Span<short> into) => IsRunning ? _fromTelephone.Read(into) : 0;

    public int Write(ReadOnlySpan<short> samples) => IsRunning ? _toTelephone.Write(samples) : 0;

    /// <summary>The codec's thread: moves the samples that are due by now.</summary>
    public void Turn()
    {
        long now = clock.GetTimestamp();
        double seconds = Math.Min(clock.GetElapsedTime(_turnedAt, now).TotalSeconds, LongestStall);
        _turnedAt = now;
        _due += seconds * IVoiceDevice.Rate * (1 + (PartsPerMillion / 1e6));
        while (_due >= Block)
        {
            _due -= Block;
            Move();
        }
    }

    private void Move()
    {
        int run = Volatile.Read(ref _run);
        bool running = (run & 1) != 0 && Failure is null;
        if (run != _runSeen)
        {
            _runSeen = run;
            _toTelephone.Skip(Interlocked.Exchange(ref _skipOnPlay, 0));
            _dry = true;
            _full = false;
        }

        int count = running ? _toTelephone.Read(_heard) : 0;
        _heard.AsSpan(count).Clear();
        if (running && count == Block)
        {
            _dry = false;
        }
        else if (running && !_dry)
        {
            // Counted where the gap begins.
            _dry = true;
            Volatile.Write(ref _underruns, _underruns + 1);
        }

        if (Telephone is { } telephone)
        {
            telephone.Exchange(_heard, _said);
        }
        else
        {
            _said.AsSpan().Clear();
        }

        if (running)
        {
            bool full = _fromTelephone.Write(_said) < Block;
            if (full && !_full)
            {
                Volatile.Write(ref _overruns, _overruns + 1);
            }

            _full = full;
        }
    }
}
