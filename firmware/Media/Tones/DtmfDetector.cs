using QX200.Rtp;

namespace QX200.Media.Tones;

/// <summary>
/// Finds the pairs of tones that keys make (ITU-T Q.23, Q.24) in 8 kHz sound: 15 ms at a time, a new look every
/// 7.5 ms, and a key counts when four looks in a row agree, so that tones of 40 ms are found and speech is not. Only the
/// constructor allocates. Owned by one thread.
/// </summary>
internal sealed class DtmfDetector
{
    private const int Rate = 8000;
    private const int Block = 120;
    private const int Hop = Block / 2;
    private const int LooksToBegin = 4;

    // A drop-out shorter than this does not make two presses of one.
    private const int LooksToEnd = 3;

    // How much of the sound the two tones must be: all but noise 15 dB below and tones 1.5 % off.
    private const float LeastShare = 0.68f;

    // Between the two tones (8.5 dB), and above the other tones of the same group (8 dB).
    private const float MostTwist = 7.1f;
    private const float LeastLead = 6.3f;

    // Each tone, as the mean of its squared samples: -42 dB below full scale.
    private const float LeastPower = 32768f * 32768f * 6.3e-5f;

    private const string Keys = "123A456B789C*0#D";

    private static readonly float[] Rows = Coefficients(697, 770, 852, 941);
    private static readonly float[] Columns = Coefficients(1209, 1336, 1477, 1633);

    private readonly short[] _window = new short[Block];
    private int _filled;
    private char _candidate;
    private int _agreed;
    private char _pressed;
    private int _lasted;
    private int _missed;

    /// <summary>A key is being pressed.</summary>
    public bool IsPressed => _pressed != '\0';

    /// <summary>Where the next samples belong: at least one of them.</summary>
    public Span<short> Room => _window.AsSpan(_filled);

    public void Reset()
    {
        _filled = Hop;
        _window.AsSpan(0, Hop).Clear();
        _candidate = '\0';
        _agreed = 0;
        _pressed = '\0';
    }

    /// <summary>Sound is missing here: what is known of the key stays, what was being looked at does not.</summary>
    public void Skip() => _filled = 0;

    /// <summary>So many samples have been written into <see cref="Room"/>. True: a key was released.</summary>
    public bool Heard(int count, out KeyPress press)
    {
        _filled += count;
        press = default;
        if (_filled < Block)
        {
            return false;
        }

        char key = Look(_window);
        _window.AsSpan(Hop).CopyTo(_window);
        _filled = Hop;
        return Step(key, out press);
    }

    /// <summary>No more sound comes: a key that is being pressed counts as released. False where none is.</summary>
    public bool TryEnd(out KeyPress press)
    {
        press = Press();
        bool ended = IsPressed;
        Reset();
        return ended;
    }

    private bool Step(char key, out KeyPress press)
    {
        press = default;
        if (IsPressed && key == _pressed)
        {
            _lasted += _missed + 1;
            _missed = 0;
            return false;
        }

        _agreed =
            key == '\0' ? 0
            : key == _candidate ? _agreed + 1
            : 1;
        _candidate = key;
        if (IsPressed)
        {
            return ++_missed == LooksToEnd && Release(out press);
        }

        if (_agreed >= LooksToBegin)
        {
            _pressed = key;
            _lasted = _agreed;
            _missed = 0;
        }

        return false;
    }

    private bool Release(out KeyPress press)
    {
        press = Press();
        _pressed = '\0';
        return true;
    }

    private KeyPress Press() => new(_pressed, (_lasted + 1) * Hop * 1000 / Rate);

    /// <summary>The key whose tones these samples are; none: zero.</summary>
    private static char Look(ReadOnlySpan<short> samples)
    {
        float energy = 0;
        foreach (short sample in samples)
        {
            energy += (float)sample * sample;
        }

        if (energy < 2 * LeastPower * Block)
        {
            return '\0';
        }

        int row = Strongest(Rows, samples, out float low);
        int column = row < 0 ? -1 : Strongest(Columns, samples, out float high, low, energy);
        return column < 0 ? '\0' : Keys[(row * 4) + column];
    }

    /// <summary>The column that goes with the row, if both together are a key.</summary>
    private static int Strongest(
        float[] columns,
        ReadOnlySpan<short> samples,
        out float high,
        float low,
        float energy
    )
    {
        int column = Strongest(columns, samples, out high);
        bool isKey =
            Math.Min(low, high) >= LeastPower * Block
            && low <= high * MostTwist
            && high <= low * MostTwist
            && low + high >= energy * LeastShare;
        return isKey ? column : -1;
    }

    /// <summary>The strongest tone of a group and its energy; -1 where it does not stand out.</summary>
    private static int Strongest(float[] group, ReadOnlySpan<short> samples, out float most)
    {
        int best = -1;
        float second = 0;
        most = 0;
        for (int i = 0; i < group.Length; i++)
        {
            float energy = Goertzel(group[i], samples);
            if (energy > most)
            {
                second = most;
                most = energy;
                best = i;
            }
            else
            {
                second = Math.Max(second, energy);
            }
        }

        return most >= second * LeastLead ? best : -1;
    }

    /// <summary>The energy that the samples have at one frequency.</summary>
    private static float Goertzel(float coefficient, ReadOnlySpan<short> samples)
    {
        float before = 0;
        float last = 0;
        foreach (short sample in samples)
        {
            (last, before) = (sample + (coefficient * last) - before, last);
        }

        float power = (last * last) + (before * before) - (coefficient * last * before);
        return power * 2 / Block;
    }

    private static float[] Coefficients(params ReadOnlySpan<int> hertz)
    {
        float[] coefficients = new float[hertz.Length];
        for (int i = 0; i < hertz.Length; i++)
        {
            coefficients[i] = 2 * MathF.Cos(2 * MathF.PI * hertz[i] / Rate);
        }

        return coefficients;
    }
}
