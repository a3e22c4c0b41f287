namespace QX200.Board.Alsa;

/// <summary>
/// The voice of a port on an ALSA device. The media thread uses it, the port's thread opens and closes it; one atomic
/// word says who has it.
/// </summary>
/// <param name="name">As in <c>board/linux/asound.conf</c>.</param>
internal sealed class AlsaVoice(string name) : IPortVoice
{
    private const int Closed = 0;
    private const int Open_ = 1;
    private const int InUse = 2;

    private AlsaStream? _playback;
    private AlsaStream? _capture;
    private int _holder;
    private int _failure;
    private bool _running;
    private long _underruns;
    private long _overruns;

    public bool IsRunning => Volatile.Read(ref _running);

    public string? Failure =>
        Volatile.Read(ref _failure) is var error and < 0
            ? $"the ALSA device {name} has failed: {AsoundLibrary.Text(error)}"
            : null;

    public Action? Failed { get; set; }

    public long Underruns => Volatile.Read(ref _underruns);

    public long Overruns => Volatile.Read(ref _overruns);

    public string? Open()
    {
        Volatile.Write(ref _failure, 0);
        try
        {
            AsoundLibrary.BeQuiet();
            _playback = AlsaStream.Open(name, AsoundLibrary.Playback, out string? why);
            _capture = _playback is null
                ? null
                : AlsaStream.Open(name, AsoundLibrary.Capture, out why);
            if (_capture is null)
            {
                _playback?.Close();
                return why;
            }
        }
        catch (DllNotFoundException)
        {
            return "libasound.so.2 is missing; install the package libasound2";
        }

        Volatile.Write(ref _holder, Open_);
        return null;
    }

    public void Close()
    {
        int holder;
        while ((holder = Interlocked.CompareExchange(ref _holder, Closed, Open_)) == InUse)
        {
            // The media thread is in a call that does not wait.
            Thread.Yield();
        }

        Volatile.Write(ref _running, false);
        if (holder == Open_)
        {
            _playback?.Close();
            _capture?.Close();
        }
    }

    public void Dispose() => Close();

    public void Start()
    {
        if (Take())
        {
            int playback = _playback!.Begin();
            int capture = _capture!.Begin();
            Volatile.Write(ref _running, playback >= 0 && capture >= 0);
            Give(Math.Min(playback, capture));
        }
    }

    public void Stop()
    {
        if (Take())
        {
            _playback!.End();
            _capture!.End();
            Volatile.Write(ref _running, false);
            Give(0);
        }
    }

    public int Read(Span<short> into)
    {
        if (!IsRunning || !Take())
        {
            return 0;
        }

        int count = _capture!.Read(into);
        Volatile.Write(ref _overruns, _capture.Runs);
        Give(count);
        return Math.Max(0, count);
    }

    public int Write(ReadOnlySpan<short> samples)
    {
        if (!IsRunning || !Take())
        {
            return 0;
        }

        int count = _playback!.Write(samples);
        Volatile.Write(ref _underruns, _playback.Runs);
        Give(count);
        return Math.Max(0, count);
    }

    public int Queued => Filled(_playback);

    public int Waiting => Filled(_capture);

    private int Filled(AlsaStream? stream)
    {
        if (!IsRunning || !Take())
        {
            return 0;
        }

        int filled = stream!.Filled;
        Give(0);
        return filled;
    }

    // Full fences both: what one holder did to the streams, the next one sees.
    private bool Take() => Interlocked.CompareExchange(ref _holder, InUse, Open_) == Open_;

    private void Give(int result)
    {
        Interlocked.Exchange(ref _holder, Open_);
        if (result < 0)
        {
            Volatile.Write(ref _running, false);
            if (Interlocked.Exchange(ref _failure, result) == 0)
            {
                Failed?.Invoke();
            }
        }
    }
}
