using System.Collections.Immutable;

namespace QX200.Lines;

internal enum RingStepKind : byte
{
    /// <summary>Ringing current is on the line.</summary>
    Ring,

    Pause,

    /// <summary>Caller ID is being sent.</summary>
    CallerId,

    /// <summary>The line's polarity is reversed: a call comes (and stays reversed while caller ID is sent).</summary>
    Reversed,

    /// <summary>As <see cref="CallerId"/>, on the reversed line.</summary>
    CallerIdReversed,
}

internal readonly record struct RingStep(RingStepKind Kind, TimeSpan Length);

/// <summary>
/// How a telephone is rung, from the first moment on: steps that are taken once, and then steps that go round and
/// round. Immutable; the clock is the caller's.
/// </summary>
internal sealed class RingPlan
{
    /// <summary>
    /// From the end of the first ring to caller ID: at least 0.5 s, as makers of telephones draw it (Panasonic's service
    /// manuals).
    /// </summary>
    public static readonly TimeSpan BeforeCallerId = TimeSpan.FromMilliseconds(600);

    /// <summary>From caller ID to the next ring at the least: 200 ms by BT SIN 227. A silence of 4 s leaves 2 s.</summary>
    public static readonly TimeSpan AfterCallerId = TimeSpan.FromMilliseconds(300);

    /// <summary>From the reversal to caller ID: at least 100 ms (BT SIN 227).</summary>
    public static readonly TimeSpan AfterReversal = TimeSpan.FromMilliseconds(150);

    private readonly ImmutableArray<RingStep> _once;
    private readonly ImmutableArray<RingStep> _round;
    private readonly TimeSpan _onceLength;
    private readonly TimeSpan _roundLength;

    private RingPlan(ImmutableArray<RingStep> once, ImmutableArray<RingStep> round)
    {
        _once = once;
        _round = round;
        _onceLength = Sum(once);
        _roundLength = Sum(round);
    }

    /// <param name="cadence">Milliseconds of ringing and silence by turns, beginning with ringing, an even number of them.</param>
    /// <param name="callerId">How long caller ID takes to be sent; null: none is sent.</param>
    public static RingPlan Make(
        ImmutableArray<int> cadence,
        CallerIdMoment moment,
        TimeSpan? callerId
    )
    {
        ImmutableArray<RingStep> round =
        [
            .. cadence.Select(
                static (ms, i) =>
                    new RingStep(
                        i % 2 == 0 ? RingStepKind.Ring : RingStepKind.Pause,
                        TimeSpan.FromMilliseconds(ms)
                    )
            ),
        ];
        if (callerId is not { } length)
        {
            return new RingPlan([], round);
        }

        return moment == CallerIdMoment.BeforeRinging
            ? new RingPlan(
                [
                    new RingStep(RingStepKind.Reversed, AfterReversal),
                    new RingStep(RingStepKind.CallerIdReversed, length),
                    new RingStep(RingStepKind.Reversed, AfterCallerId),
                ],
                round
            )
            : new RingPlan(WithCallerId(round, length), round);
    }

    /// <summary>Which step it is at so long after the beginning, and when that one ends.</summary>
    public RingStep At(TimeSpan since, out TimeSpan ends)
    {
        TimeSpan begun = TimeSpan.Zero;
        ImmutableArray<RingStep> steps = _once;
        if (since >= _onceLength)
        {
            long rounds = (since - _onceLength).Ticks / _roundLength.Ticks;
            begun = _onceLength + TimeSpan.FromTicks(rounds * _roundLength.Ticks);
            steps = _round;
        }

        foreach (RingStep step in steps)
        {
            ends = begun + step.Length;
            if (since < ends)
            {
                return step;
            }

            begun = ends;
        }

        throw new ArgumentOutOfRangeException(nameof(since));
    }

    // In the last silence of the first round, which is the longest of every cadence, and is made longer where it has to.
    private static ImmutableArray<RingStep> WithCallerId(
        ImmutableArray<RingStep> round,
        TimeSpan length
    )
    {
        TimeSpan rest = round[^1].Length - BeforeCallerId - length;
        return
        [
            .. round[..^1],
            new RingStep(RingStepKind.Pause, BeforeCallerId),
            new RingStep(RingStepKind.CallerId, length),
            new RingStep(RingStepKind.Pause, rest < AfterCallerId ? AfterCallerId : rest),
        ];
    }

    private static TimeSpan Sum(ImmutableArray<RingStep> steps) =>
        steps.Aggregate(TimeSpan.Zero, static (sum, step) => sum + step.Length);
}
