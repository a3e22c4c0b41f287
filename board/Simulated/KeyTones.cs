using System.Collections.Concurrent;

namespace QX200.Board.Simulated;

/// <summary>The tones of a telephone's keys (ITU-T Q.23), each 80 ms, if not said otherwise, with 80 ms of silence after it.</summary>
internal sealed class KeyTones
{
    public const string Keys = "123A456B789C*0#D";
    public static readonly TimeSpan KeyTime = TimeSpan.FromMilliseconds(160);

    private const int OnSamples = 640;
    private const int OffSamples = 640;

    // -8 and -6 dBm0 of a full scale of 3.14 dBm0: the higher tones arrive weaker, so telephones send them stronger.
    private const double Low = 9100;
    private const double High = 11400;

    private static readonly int[] Rows = [697, 770, 852, 941];
    private static readonly int[] Columns = [1209, 1336, 1477, 1633];

    private readonly ConcurrentQueue<(char Key, int Samples)> _pressed = new();
    private double _row;
    private double _column;
    private int _on;
    private int _sample = OffSamples;

    /// <summary>Any thread.</summary>
    /// <param name="samples">How long it sounds.</param>
    public void Press(char key, int samples = OnSamples) => _pressed.Enqueue((key, samples));

    /// <summary>Any thread: forgets the keys that have not begun to sound.</summary>
    public void Clear() => _pressed.Clear();

    /// <summary>The codec's thread: adds the tones to a block.</summary>
    public void AddTo(Span<short> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            if (_sample == _on + OffSamples && !Begin())
            {
                return;
            }

            if (_sample < _on)
            {
                double tones =
                    (Low * Math.Sin(_row * _sample)) + (High * Math.Sin(_column * _sample));
                samples[i] = (short)Math.Clamp(samples[i] + tones, short.MinValue, short.MaxValue);
            }

            _sample++;
        }
    }

    private bool Begin()
    {
        if (!_pressed.TryDequeue(out (char Key, int Samples) next))
        {
            return false;
        }

        _on = next.Samples;
        int place = Keys.IndexOf(next.Key);
        _row = Rows[place / 4] * 2 * Math.PI / IVoiceDevice.Rate;
        _column = Columns[place % 4] * 2 * Math.PI / IVoiceDevice.Rate;
        _sample = 0;
        return true;
    }
}
