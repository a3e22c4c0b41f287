namespace QX200.Board.Alsa;

/// <summary>One direction of a sound device: 8 kHz, signed 16 bits, mono, non-blocking.</summary>
internal sealed class AlsaStream
{
    private const uint BufferMicroseconds = 128_000;

    private readonly int _direction;
    private nint _pcm;
    private int _size;
    private bool _begun;

    private AlsaStream(int direction) => _direction = direction;

    /// <summary>Times that the buffer ran empty, or over. Any thread.</summary>
    public long Runs { get; private set; }

    /// <summary>Where it can't be opened: null and a sentence.</summary>
    public static AlsaStream? Open(string name, int direction, out string? why)
    {
        var stream = new AlsaStream(direction);
        int result = AsoundLibrary.Open(
            out stream._pcm,
            name,
            direction,
            AsoundLibrary.NonBlocking
        );
        string verb = direction == AsoundLibrary.Playback ? "play to" : "record from";
        if (result < 0)
        {
            why =
                $"can't {verb} the ALSA device {name}: {AsoundLibrary.Text(result)}; see board/linux/asound.conf";
            return null;
        }

        result = AsoundLibrary.SetParameters(
            stream._pcm,
            AsoundLibrary.Signed16LittleEndian,
            AsoundLibrary.ReadWriteInterleaved,
            1,
            IVoiceDevice.Rate,
            1,
            BufferMicroseconds
        );
        if (
            result < 0
            || (result = AsoundLibrary.GetParameters(stream._pcm, out nuint size, out _)) < 0
        )
        {
            why =
                $"the ALSA device {name} can't {verb} 8000 Hz, 16 bits, mono: {AsoundLibrary.Text(result)}";
            stream.Close();
            return null;
        }

        stream._size = (int)size;
        why = null;
        return stream;
    }

    public void Close()
    {
        if (_pcm != 0)
        {
            _ = AsoundLibrary.Close(_pcm);
            _pcm = 0;
        }
    }

    /// <summary>Begins empty. A stream that plays starts with what is written first.</summary>
    /// <returns>Negative: the device has failed.</returns>
    public int Begin()
    {
        _begun = false;
        _ = AsoundLibrary.Drop(_pcm);
        int result = AsoundLibrary.Prepare(_pcm);
        return result < 0 || _direction == AsoundLibrary.Playback ? result : Run();
    }

    public void End()
    {
        _begun = false;
        _ = AsoundLibrary.Drop(_pcm);
    }

    /// <summary>Samples in the buffer.</summary>
    public int Filled
    {
        get
        {
            int available = (int)AsoundLibrary.Available(_pcm);
            return available < 0 ? 0
                : _direction == AsoundLibrary.Capture ? available
                : Math.Max(0, _size - available);
        }
    }

    /// <returns>Samples; negative: the device has failed.</returns>
    public unsafe int Read(Span<short> into)
    {
        fixed (short* place = into)
        {
            int count = (int)AsoundLibrary.Read(_pcm, place, (nuint)into.Length);
            return count switch
            {
                AsoundLibrary.Again => 0,
                AsoundLibrary.Ran => Again(),
                _ => count,
            };
        }
    }

    /// <returns>Samples; negative: the device has failed.</returns>
    public unsafe int Write(ReadOnlySpan<short> samples)
    {
        fixed (short* place = samples)
        {
            int count = (int)AsoundLibrary.Write(_pcm, place, (nuint)samples.Length);
            if (count == AsoundLibrary.Ran)
            {
                count = Again();
                count =
                    count < 0
                        ? count
                        : (int)AsoundLibrary.Write(_pcm, place, (nuint)samples.Length);
            }

            if (count > 0 && !_begun)
            {
                int started = Run();
                return started < 0 ? started : count;
            }

            return count == AsoundLibrary.Again ? 0 : count;
        }
    }

    private int Again()
    {
        Runs++;
        return Begin();
    }

    private int Run()
    {
        _begun = true;
        return AsoundLibrary.Start(_pcm);
    }
}
