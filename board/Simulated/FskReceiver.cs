namespace QX200.Board.Simulated;

/// <summary>
/// Hears frequency-shift keying at 1200 bit/s and gives the octets in it (a start bit, eight bits from the lowest, a stop
/// bit). Above 1700 Hz is a 0, below it a 1: true for Bell 202 and for V.23.
/// </summary>
internal sealed class FskReceiver
{
    private const double Centre = 1700 * 2 * Math.PI / IVoiceDevice.Rate;
    private const double BitTime = IVoiceDevice.Rate / 1200.0;

    // About -45 dBm0.
    private const double Faintest = 80;
    private const int Window = 5;

    // A fall is seen half a sample late, and so is the centre of a bit.
    private const double Late = 1;

    private readonly double[] _real = new double[Window];
    private readonly double[] _imaginary = new double[Window];
    private int _at;
    private double _phase;
    private double _lastReal;
    private double _lastImaginary;
    private double _turn;
    private double _level;
    private double _sinceStart = -1;
    private int _bits;
    private bool _mark = true;

    public bool HasCarrier => _level > Faintest;

    /// <returns>An octet whose stop bit has just been heard.</returns>
    public byte? Hear(short sample)
    {
        _level += (Math.Abs((double)sample) - _level) / 32;
        bool mark = Demodulate(sample);
        bool fell = _mark && !mark;
        _mark = mark;
        if (!HasCarrier)
        {
            _sinceStart = -1;
            return null;
        }

        if (_sinceStart < 0)
        {
            if (fell)
            {
                _sinceStart = Late;
                _bits = 0;
            }

            return null;
        }

        double before = _sinceStart++ / BitTime;
        double now = _sinceStart / BitTime;
        int centre = (int)(now + 0.5);
        return (int)(before + 0.5) == centre ? null : Bit(centre - 1, mark);
    }

    private byte? Bit(int place, bool mark)
    {
        switch (place)
        {
            case 0 when mark:
                _sinceStart = -1;
                return null;
            case >= 1 and <= 8:
                _bits |= (mark ? 1 : 0) << (place - 1);
                return null;
            case 9:
                _sinceStart = -1;
                return mark ? (byte)_bits : null;
            default:
                return null;
        }
    }

    // Mixed down by the centre frequency, smoothed over most of a bit; which way the phase turns is the bit.
    private bool Demodulate(short sample)
    {
        _phase = (_phase + Centre) % (2 * Math.PI);
        _real[_at] = sample * Math.Cos(_phase);
        _imaginary[_at] = -sample * Math.Sin(_phase);
        _at = (_at + 1) % Window;
        double real = _real.Sum();
        double imaginary = _imaginary.Sum();
        double turn = (imaginary * _lastReal) - (real * _lastImaginary);
        _lastReal = real;
        _lastImaginary = imaginary;
        _turn += (turn - _turn) / 2;
        return _turn <= 0;
    }
}
