using QX200.Lines;
using QX200.Media;
using QX200.Runtime;

namespace QX200.Calls;

/// <summary>
/// How the telephone at a line is told that a call waits for it, and of whom. On the hook: its bell, with caller ID in a
/// silence of it. Within a talk: a beep, again and again, and behind the first one caller ID for the telephones that
/// answer the alerting tone (type II). Signal thread only.
/// </summary>
/// <param name="talk">The leg that the receiver hears, where it is in a talk; else null.</param>
internal sealed class CallAlert(Switchboard board, AnalogLine line, Func<FxsLeg?> talk)
{
    /// <summary>Whoever is being told something in his talk hears that first.</summary>
    private static readonly TimeSpan UntilSaid = TimeSpan.FromSeconds(1);

    private TimerId _beepTimer;
    private PartyIdentity _caller = PartyIdentity.Nobody;
    private bool _mayShow;
    private int _question;

    /// <summary>Whose bell, beep and caller ID.</summary>
    public Country Country { get; set; } = Country.All[0];

    /// <summary>Whether a telephone within a talk is asked if it shows who else calls.</summary>
    public bool ShowsInTalk { get; set; }

    /// <summary>The bell rings for this leg until <see cref="StopRinging"/>, or until the receiver is lifted.</summary>
    public void Ring(FxsLeg leg, PartyIdentity caller, bool comesBack)
    {
        leg.Connect();
        CallerIdClip clip = CallerIdClip.Make(Country.CallerId, caller, board.Clock.GetLocalNow());
        var plan = RingPlan.Make(
            comesBack ? Country.ReturnRing : Country.Ring,
            Country.CallerId.Moment,
            clip.Length
        );
        Source words = board.Phrases.Say(clip.Words);
        line.Ring(plan, Country.RingHertz, () => leg.Hear(words));
    }

    public void StopRinging() => line.StopRinging();

    /// <summary>Beeps at once, and then as often as is usual in the country, until <see cref="StopBeeping"/>.</summary>
    public void Beep(PartyIdentity caller)
    {
        _caller = caller;
        _mayShow = ShowsInTalk;
        Beep();
    }

    public void StopBeeping()
    {
        board.Timers.Cancel(ref _beepTimer);
        _question = 0;
    }

    /// <summary>Whether a key is the telephone's own answer and nobody else's business.</summary>
    public bool TakesKey(FxsLeg leg, char key)
    {
        if (_question == 0 || leg.Saying != _question || key is not ('A' or 'D'))
        {
            return false;
        }

        _question = 0;
        leg.Hear(
            board.Phrases.Say(
                CallerIdClip.MakeForTalk(Country.CallerId, _caller, board.Clock.GetLocalNow())
            )
        );
        return true;
    }

    private void Beep()
    {
        TimeSpan next = Country.Tones.CallWaiting.Length;
        if (talk() is { Saying: not 0 })
        {
            next = UntilSaid;
        }
        else if (talk() is { } leg && board.Phrases.CallWaiting is { } beep)
        {
            if (_mayShow && leg.Owner is Call call)
            {
                _mayShow = false;
                Source question = board.Phrases.Say(CallerIdClip.Alert(beep));
                _question = question.Number;
                call.TellAside(leg, question);
            }
            else
            {
                leg.Hear(board.Phrases.Say(new Announcement([new(beep, 0)])));
            }
        }

        _beepTimer = board.Timers.Schedule(next, static alert => ((CallAlert)alert!).Beep(), this);
    }
}
