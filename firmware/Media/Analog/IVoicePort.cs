namespace QX200.Media.Analog;

/// <summary>
/// The sound device behind one analog line, both ways: 8000 samples a second by the device's own clock, signed 16 bits,
/// full scale 3.14 dBm0. Media thread only; nothing blocks and nothing allocates.
/// </summary>
internal interface IVoicePort
{
    /// <summary>The device is open and running.</summary>
    bool IsRunning { get; }

    /// <summary>Begins both ways anew, empty.</summary>
    void Start();

    void Stop();

    /// <summary>Takes of what the telephone has said as much as is there and fits.</summary>
    int Read(Span<short> into);

    /// <summary>Queues samples for the telephone to hear; gives how many were taken.</summary>
    int Write(ReadOnlySpan<short> samples);

    /// <summary>Samples queued that have not been heard yet.</summary>
    int Queued { get; }

    /// <summary>Times that either way has lost its thread: an empty queue, or sound that was not read in time.</summary>
    long Slips { get; }
}
