namespace QX200.Lines;

/// <summary>What a telephone has done with its loop.</summary>
internal enum LoopSign : byte
{
    None,

    /// <summary>The receiver was lifted.</summary>
    Lifted,

    /// <summary>The receiver was hung up.</summary>
    HungUp,

    /// <summary>The hook was tapped, or the key for that was pressed.</summary>
    Flashed,

    /// <summary>The first pulse of a digit has come.</summary>
    DialTurned,

    /// <summary>A digit was dialled by pulses.</summary>
    Digit,
}

internal enum HookState : byte
{
    OnHook,
    OffHook,

    /// <summary>The loop has opened: a pulse, a flash or the end, as its length will tell.</summary>
    Open,

    /// <summary>The loop is closed behind a pulse.</summary>
    Pulsing,
}

/// <summary>
/// Reads the edges of a telephone's loop: contacts that bounce, dial pulses, hook flashes, lifting and hanging up.
/// Immutable and without a clock: whoever owns one tells it each edge, and calls <see cref="TimePassed"/> when
/// <see cref="Due"/> has come, before any later edge.
/// </summary>
/// <remarks>
/// The times that count are those of the edges. Decisions that wait for nothing to happen wait for the contact's
/// settling on top, so that an edge within the limit is always heard of before.
/// </remarks>
internal readonly record struct LoopReader(LoopFigures Figures)
{
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1);

    private bool Raw { get; init; }
    private TimeSpan RawSince { get; init; }
    private bool Rings { get; init; }
    private TimeSpan Since { get; init; }
    private int Pulses { get; init; }

    /// <summary>The loop as it has settled.</summary>
    public bool Closed { get; private init; }

    public HookState Hook { get; private init; }

    public bool IsOffHook => Hook != HookState.OnHook;

    /// <summary>
    /// Digits are waited for: an opening of up to 90 ms is a pulse then, and else a flash where flashes may be that
    /// short.
    /// </summary>
    public bool ExpectsDigits { get; init; }

    /// <summary>When <see cref="TimePassed"/> has something to do; null while it is only edges that could.</summary>
    public TimeSpan? Due => Raw != Closed ? Earlier(SettledAt, HookDue) : HookDue;

    private TimeSpan SettledAt =>
        RawSince + (Rings ? LoopFigures.SettlingWhileRinging : LoopFigures.Settling);

    private TimeSpan? HookDue =>
        Hook switch
        {
            HookState.Open => Since + Figures.LongestFlash + LoopFigures.Settling + Grain,
            HookState.Pulsing => Since + LoopFigures.DigitPause + LoopFigures.Settling,
            _ => null,
        };

    /// <summary>The contact has moved.</summary>
    /// <param name="whileRinging">Ringing current is on the line.</param>
    public LoopReader Edge(bool closed, TimeSpan at, bool whileRinging = false) =>
        closed == Raw ? this : this with { Raw = closed, RawSince = at, Rings = whileRinging };

    /// <summary>It is <paramref name="now"/>: the earliest thing that is due happens. To be called until nothing is.</summary>
    /// <param name="digit">The digit that was dialled; else zero.</param>
    public LoopReader TimePassed(TimeSpan now, out LoopSign sign, out char digit)
    {
        sign = LoopSign.None;
        digit = '\0';
        bool settles = Raw != Closed && SettledAt <= now && !(HookDue < SettledAt);
        if (settles)
        {
            return Settled(out sign);
        }

        if (HookDue is not { } due || due > now)
        {
            return this;
        }

        if (Hook == HookState.Open)
        {
            sign = LoopSign.HungUp;
            return To(HookState.OnHook, now);
        }

        // More than ten is no digit: a hand that plays with the hook.
        if (Pulses <= 10)
        {
            sign = LoopSign.Digit;
            digit = (char)('0' + (Pulses % 10));
        }

        return To(HookState.OffHook, Since);
    }

    private LoopReader Settled(out LoopSign sign)
    {
        sign = LoopSign.None;
        LoopReader next = this with { Closed = Raw };
        switch (Hook)
        {
            case HookState.OnHook when Raw:
                sign = LoopSign.Lifted;
                return next.To(HookState.OffHook, RawSince);
            case HookState.OffHook or HookState.Pulsing when !Raw:
                return next with { Hook = HookState.Open, Since = RawSince };
            case HookState.Open when Raw:
                return next.ClosedAgain(RawSince - Since, out sign);
            default:
                return next;
        }
    }

    private LoopReader ClosedAgain(TimeSpan open, out LoopSign sign)
    {
        sign = LoopSign.None;
        bool isPulse =
            open >= LoopFigures.ShortestPulse
            && open <= LoopFigures.LongestPulse
            && (ExpectsDigits || open < Figures.ShortestFlash);
        if (isPulse)
        {
            sign = Pulses == 0 ? LoopSign.DialTurned : LoopSign.None;
            return this with { Hook = HookState.Pulsing, Since = RawSince, Pulses = Pulses + 1 };
        }

        if (open < LoopFigures.ShortestPulse && Pulses > 0)
        {
            return this with { Hook = HookState.Pulsing };
        }

        if (open >= Figures.ShortestFlash && open <= Figures.LongestFlash)
        {
            sign = LoopSign.Flashed;
        }

        return To(HookState.OffHook, RawSince);
    }

    private LoopReader To(HookState hook, TimeSpan at) =>
        this with
        {
            Hook = hook,
            Since = at,
            Pulses = 0,
        };

    private static TimeSpan Earlier(TimeSpan a, TimeSpan? b) => b < a ? b.Value : a;
}
