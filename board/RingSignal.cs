namespace QX200.Board;

/// <summary>
/// The levels of RM and F/R over time: at rest RM is low and F/R as the feed wants it; while ringing RM is high and F/R
/// changes twice a period. Pure: no pin and no clock.
/// </summary>
/// <param name="frequency">Timestamps a second.</param>
internal sealed class RingSignal(long frequency)
{
    /// <summary>Datasheet of the module, electrical characteristics: the ringing frequencies that it bears.</summary>
    public const int LowestHertz = 16;
    public const int HighestHertz = 68;

    private int _hertz;

    public bool ModeHigh => _hertz != 0;

    /// <summary>F/R is high.</summary>
    public bool Forward { get; private set; } = true;

    /// <summary>Timestamp of the next change of F/R; only while RM is high.</summary>
    public long NextToggle { get; private set; }

    /// <param name="hertz">0 is no ringing.</param>
    /// <param name="idle">F/R at rest.</param>
    public void Drive(long now, int hertz, bool idle)
    {
        if (hertz == 0)
        {
            _hertz = 0;
            Forward = idle;
            return;
        }

        long half = frequency / (2 * hertz);
        if (_hertz == 0)
        {
            Forward = idle;
            NextToggle = now + half;
        }
        else if (now >= NextToggle)
        {
            // Late by a little, the next one still comes when it should; late by more, the count begins anew.
            Forward = !Forward;
            NextToggle = now - NextToggle < half / 2 ? NextToggle + half : now + half;
        }

        _hertz = hertz;
    }

    /// <summary>The pins have been let go.</summary>
    public void Rest()
    {
        _hertz = 0;
        Forward = true;
    }
}
