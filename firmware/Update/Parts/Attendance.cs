namespace QX200.Update.Parts;

/// <summary>How the other end of an errand came out.</summary>
internal enum Outcome : byte
{
    Done,

    /// <summary>Not within the time.</summary>
    NotDone,

    /// <summary>The technician leaves it out.</summary>
    Skipped,
}

/// <summary>Asks for a person's help within limits of time, or says that there is nobody.</summary>
internal sealed class Attendance(ITechnician? person, Patience patience)
{
    public static readonly Finding NeedsSomeone = Finding.NotTried("needs someone at the box");
    public static readonly Finding LeftOut = Finding.NotTried("left out by the technician");

    public bool IsAttended => person is not null;

    /// <summary>Says it, where somebody is there, and waits for nothing.</summary>
    public void Tell(Errand errand, int line, string sentence) =>
        person?.Tell(errand, line, sentence);

    /// <summary>Only where somebody is there: says what to do and waits until it shows.</summary>
    public Outcome Ask(Errand errand, int line, string sentence, TimeSpan limit, Func<bool> shows)
    {
        Tell(errand, line, sentence);
        bool skipped = false;
        bool over = patience.Until(
            limit,
            () => shows() || (skipped = person?.Reply() == Reply.Skip)
        );
        return skipped ? Outcome.Skipped
            : over ? Outcome.Done
            : Outcome.NotDone;
    }

    /// <summary>What was answered to the last question so far.</summary>
    public Reply Answer() => person?.Reply() ?? Reply.Skip;
}
