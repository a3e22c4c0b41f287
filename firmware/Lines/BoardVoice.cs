using QX200.Board;
using QX200.Media.Analog;

namespace QX200.Lines;

/// <summary>The voice device of a telephone port, as the media engine wants it.</summary>
internal sealed class BoardVoice(IVoiceDevice device) : IVoicePort
{
    public bool IsRunning => device.IsRunning;

    public int Queued => device.Queued;

    public long Slips => device.Underruns + device.Overruns;

    public void Start() => device.Start();

    public void Stop() => device.Stop();

    public int Read(Span<short> into) => device.Read(into);

    public int Write(ReadOnlySpan<short> samples) => device.Write(samples);
}
