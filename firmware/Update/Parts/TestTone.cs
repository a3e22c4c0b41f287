using QX200.Board;

namespace QX200.Update.Parts;

/// <summary>The tone that is sent into a line: 1004 Hz at -10 dBm0 (the test tone of IEEE 743), without a break.</summary>
internal sealed class TestTone
{
    public const double Hertz = 1004;
    public const double Level = -10;

    private static readonly double s_peak = LevelMeter.Peak(Level);

    private long _sample;

    public void Fill(Span<short> samples)
    {
        foreach (ref short sample in samples)
        {
            sample = (short)
                Math.Round(s_peak * Math.Sin(2 * Math.PI * Hertz * _sample++ / IVoiceDevice.Rate));
        }
    }
}
