namespace QX200.Board.Simulated;

/// <summary>
/// Hears the alerting tone with which an exchange asks a telephone in a talk whether it can show who else calls: 2130
/// and 2750 Hz together for 80 ms, and nothing else beside them.
/// </summary>
internal sealed class AlertReceiver
{
    private const int Block = 80;

    // 75 ms, of which the blocks at both ends are not whole.
    private const int FewestBlocks = 6;
    private const int MostBlocks = 12;

    // Each of the two, of all that is heard.
    private const double LeastShare = 0.3;
    private const double Faintest = 80.0 * 80 * Block;

    private static readonly double Low = Coefficient(2130);
    private static readonly double High = Coefficient(2750);

    private readonly double[] _block = new double[Block];
    private int _filled;
    private int _blocks;

    public void Reset() => (_filled, _blocks) = (0, 0);

    /// <returns>True when a whole tone has just come to its end.</returns>
    public bool Hear(short sample)
    {
        _block[_filled++] = sample;
        if (_filled < Block)
        {
            return false;
        }

        _filled = 0;
        if (IsAlert())
        {
            _blocks++;
            return false;
        }

        bool ended = _blocks is >= FewestBlocks and <= MostBlocks;
        _blocks = 0;
        return ended;
    }

    private bool IsAlert()
    {
        double energy = _block.Sum(static s => s * s);
        return energy > Faintest
            && Share(Low, energy) > LeastShare
            && Share(High, energy) > LeastShare;
    }

    private double Share(double coefficient, double energy)
    {
        double last = 0;
        double before = 0;
        foreach (double sample in _block)
        {
            (last, before) = (sample + (coefficient * last) - before, last);
        }

        double power = (last * last) + (before * before) - (coefficient * last * before);
        return 2 * power / (Block * energy);
    }

    private static double Coefficient(int hertz) =>
        2 * Math.Cos(2 * Math.PI * hertz / IVoiceDevice.Rate);
}
