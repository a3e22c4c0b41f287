namespace QX200.Board;

/// <summary>
/// The voice of one port, both ways: 8000 samples a second, signed 16 bits, mono, full scale 3.14 dBm0. It is made for
/// the media thread: nothing blocks and nothing allocates.
/// </summary>
/// <remarks>
/// The device has a clock of its own, which is not the media thread's: a block is written and read every 20 ms by
/// ours, and it takes and gives them by its own. <see cref="Queued"/> and <see cref="Waiting"/> show the drift; to
/// make up for it, by a sample more or less, is the caller's.
/// </remarks>
public interface IVoiceDevice
{
    /// <summary>Samples a second, both ways.</summary>
    const int Rate = 8000;

    /// <summary>The device is open and running. Any thread.</summary>
    bool IsRunning { get; }

    /// <summary>Media thread: begins both ways anew, empty. Does nothing where the device is missing or has failed.</summary>
    void Start();

    /// <summary>Media thread: ends both ways; what is queued is lost.</summary>
    void Stop();

    /// <summary>
    /// Media thread: takes as many samples as fit into <paramref name="into"/> of those that the telephone has said.
    /// </summary>
    /// <returns>How many; 0 when none are there, or the device has failed.</returns>
    int Read(Span<short> into);

    /// <summary>Media thread: queues samples for the telephone to hear.</summary>
    /// <returns>How many were taken; fewer when the device's buffer (100 ms or more) is full.</returns>
    int Write(ReadOnlySpan<short> samples);

    /// <summary>Samples written that the telephone has not heard yet. Media thread.</summary>
    int Queued { get; }

    /// <summary>Samples said that have not been read yet. Media thread.</summary>
    int Waiting { get; }

    /// <summary>Times that the telephone heard a gap because nothing was queued. Any thread.</summary>
    long Underruns { get; }

    /// <summary>Times that what was said was lost because nobody read it. Any thread.</summary>
    long Overruns { get; }
}
