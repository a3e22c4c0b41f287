using System.Globalization;

namespace QX200.Update;

/// <summary>What is looked at while a system is on trial, taken at one moment.</summary>
/// <param name="At">Since the trial began.</param>
/// <param name="SipAnswers">Whether an OPTIONS to this box's own SIP port was answered.</param>
/// <param name="LinesInService">Whether the system has the pins and the voice of every telephone line; true on a board without any.</param>
/// <param name="Ticks">Ticks of the sound thread so far; those skipped after a stall count.</param>
/// <param name="LateTicks">How many of them came late or never.</param>
internal readonly record struct TrialLook(
    TimeSpan At,
    bool SipAnswers,
    bool LinesInService,
    long Ticks,
    long LateTicks
);

/// <param name="Length">How long all has to be well without a break.</param>
/// <param name="LatePercent">How many of a hundred ticks may be late between two looks.</param>
internal readonly record struct TrialTerms(TimeSpan Length, int LatePercent);

internal enum Verdict : byte
{
    /// <summary>Something is wrong, or was until a moment ago.</summary>
    Sick,

    /// <summary>All is well, but not for long enough yet. Enough for a system that has proven itself before.</summary>
    Well,

    /// <summary>All has been well for the whole trial.</summary>
    Good,
}

/// <summary>Where a trial stands. Pure: a look in, the next standing out.</summary>
/// <param name="Why">What is wrong; empty where nothing is.</param>
internal sealed record Trial(
    Verdict Verdict,
    string Why,
    TimeSpan WellSince = default,
    TrialLook Last = default
)
{
    public static readonly Trial Begun = new(Verdict.Sick, "it has only just started");

    public Trial Take(in TrialLook look, TrialTerms terms)
    {
        if (Verdict == Verdict.Good)
        {
            return this;
        }

        string? wrong = Wrong(look, terms.LatePercent);
        if (wrong is not null)
        {
            return new Trial(Verdict.Sick, wrong, look.At, look);
        }

        TimeSpan since = Verdict == Verdict.Sick ? look.At : WellSince;
        Verdict verdict = look.At - since >= terms.Length ? Verdict.Good : Verdict.Well;
        return new Trial(verdict, "", since, look);
    }

    private string? Wrong(in TrialLook look, int latePercent)
    {
        long ticks = look.Ticks - Last.Ticks;
        long late = look.LateTicks - Last.LateTicks;
        return (look.SipAnswers, look.LinesInService) switch
        {
            (false, _) => "its own SIP port does not answer",
            (_, false) => "a telephone line is out of service",
            _ when ticks <= 0 => "the sound thread stands still",
            _ when late * 100 > ticks * latePercent => string.Create(
                CultureInfo.InvariantCulture,
                $"the sound came late: {late} of {ticks} ticks, and {latePercent} in 100 may"
            ),
            _ => null,
        };
    }
}
