using System.Globalization;
using QX200.Board;

namespace QX200.Update.Parts;

/// <summary>
/// Measures half a second of sound: how much of the test tone is in it, and how loud its quietest tenth is. Levels are
/// in dBm0; a sine at full scale is 3.14 dBm0.
/// </summary>
internal sealed class LevelMeter
{
    /// <summary>Samples. A whole number of periods of the test tone, so nothing else leaks into its level.</summary>
    public const int Length = IVoiceDevice.Rate / 2;

    /// <summary>What is said of silence.</summary>
    public const double Lowest = -90;

    private const double FullScale = 3.14;
    private const int Window = Length / 10;

    private readonly List<double> _windows = [];
    private int _count;
    private double _real;
    private double _imaginary;
    private double _energy;

    /// <summary>It has heard enough.</summary>
    public bool IsFull => _count >= Length;

    /// <summary>Of the test tone.</summary>
    public double Tone =>
        InDecibels(
            2 * Math.Sqrt((_real * _real) + (_imaginary * _imaginary)) / Math.Max(1, _count)
        );

    /// <summary>Of the quietest tenth, all frequencies together: somebody who coughs is not in it, hum is.</summary>
    public double Quietest => _windows.Count == 0 ? Lowest : InDecibels(_windows.Min());

    /// <summary>The peak of a sine.</summary>
    public static double Peak(double level) =>
        short.MaxValue * Math.Pow(10, (level - FullScale) / 20);

    public static string Say(double level) =>
        level <= Lowest
            ? string.Create(CultureInfo.InvariantCulture, $"below {Lowest} dBm0")
            : string.Create(CultureInfo.InvariantCulture, $"{level:0.0} dBm0");

    /// <summary>What comes after it is full is left out.</summary>
    public void Take(ReadOnlySpan<short> samples)
    {
        foreach (short sample in samples)
        {
            if (IsFull)
            {
                return;
            }

            double angle = 2 * Math.PI * TestTone.Hertz * _count / IVoiceDevice.Rate;
            _real += sample * Math.Cos(angle);
            _imaginary += sample * Math.Sin(angle);
            _energy += (double)sample * sample;
            if (++_count % Window == 0)
            {
                _windows.Add(Math.Sqrt(2 * _energy / Window));
                _energy = 0;
            }
        }
    }

    private static double InDecibels(double peak) =>
        Math.Max(Lowest, (20 * Math.Log10(Math.Max(1e-9, peak) / short.MaxValue)) + FullScale);
}
