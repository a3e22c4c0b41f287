using QX200.Runtime;
using QX200.Sip.Messages;

namespace QX200.Sip.Dialogs;

/// <summary>
/// The session timer of one session (RFC 4028), so that no call outlives a lost BYE: what our messages say about it,
/// what the peer's have settled, our refreshes, and the end of a session that nobody refreshes. The pure
/// <see cref="SessionTerms"/> and <see cref="RefreshMachine"/> decide. A peer without the extension is refreshed all
/// the same; whether it still has the dialog shows in its answer.
/// </summary>
internal sealed class SessionTimer(InviteSession session) : IDialogRequestUser
{
    /// <summary>Each proxy on the way may ask for a longer interval once.</summary>
    private const int MostIncreases = 5;

    private RefreshState _state;
    private SessionTerms _terms = SessionTerms.Wished;
    private int _minSe = SessionTerms.Shortest;
    private int _increases;
    private TimerId _refresh;
    private TimerId _expiry;

    private Timers Timers => session.Agent.Timers;

    /// <summary>The INVITE is answered, so that requests in the dialog refresh the session (RFC 4028 7.4).</summary>
    private bool IsRunning => _state != RefreshState.Off;

    /// <summary>Session-Expires and Min-SE of a request of ours, where it is one that refreshes.</summary>
    public void WriteRequest(ref SipWriter request, SipMethod method)
    {
        if (!IsRunning && method != SipMethod.Invite)
        {
            return;
        }

        // At first the peer may choose who refreshes; later it stays as it is (7.4).
        string refresher =
            !IsRunning ? ""
            : _terms.Duty == RefreshDuty.Theirs ? "uas"
            : "uac";
        Write(ref request, Math.Max(_terms.Seconds, _minSe), refresher);
        request.Header(HeaderName.MinSe, _minSe);
    }

    /// <summary>A 2xx has come to our INVITE or to a request of ours in the dialog.</summary>
    public void TakeAccepted(SipMessage response, bool isFirst)
    {
        if (!session.IsLeaving && (isFirst || IsRunning))
        {
            Settle(_terms.Answered(TimerWords.In(response)));
        }
    }

    /// <summary>422: true where the request is to be sent again, with the interval that was asked for (7.3).</summary>
    public bool TakeTooBrief(SipMessage response)
    {
        int least = TimerWords.In(response).MinSe;
        if (session.IsLeaving || least <= _minSe || ++_increases > MostIncreases)
        {
            return false;
        }

        _minSe = least;
        _terms = _terms with { Seconds = Math.Max(_terms.Seconds, least) };
        return true;
    }

    /// <summary>Settles the timer by the peer's request and says so in our 2xx to it (9).</summary>
    /// <param name="isFirst">The INVITE that began the session.</param>
    public void WriteAccepted(ref SipWriter response, SipMessage request, bool isFirst)
    {
        if (!isFirst && !IsRunning)
        {
            return;
        }

        TimerWords words = TimerWords.In(request);
        Settle(_terms.ForAnswer(words));
        if (_terms.Duty == RefreshDuty.Alone)
        {
            return;
        }

        Write(ref response, _terms.Seconds, _terms.Duty == RefreshDuty.Theirs ? "uac" : "uas");
        if (words.Supported)
        {
            response.Header(HeaderName.Require, "timer"u8);
        }
    }

    /// <summary>
    /// A request of ours that may have been the refresh did not succeed. Where nothing is agreed, any response is as
    /// good as a refresh: it shows that the peer is there.
    /// </summary>
    /// <param name="byPeer">There was a response.</param>
    public void Refused(bool byPeer) =>
        Happen(
            byPeer && IsRunning && _terms.Duty == RefreshDuty.Alone
                ? RefreshInput.AgreedOurs
                : RefreshInput.Refused
        );

    public void Close() => Happen(RefreshInput.Closed);

    /// <summary>The end of our UPDATE. What a 2xx says has been taken already.</summary>
    void IDialogRequestUser.Concluded(DialogRequest request, int status, SipMessage? response)
    {
        if (status is 408 or 481)
        {
            session.DialogLost();
        }
        else if (status >= 300)
        {
            Refused(byPeer: response is not null);
        }
    }

    private void Settle(in SessionTerms terms)
    {
        _terms = terms;
        Happen(
            terms.Duty == RefreshDuty.Theirs ? RefreshInput.AgreedTheirs : RefreshInput.AgreedOurs
        );
    }

    private void Happen(RefreshInput input)
    {
        RefreshStep step = RefreshMachine.Step(_state, input);
        _state = step.Next;
        if (step.Do.HasFlag(RefreshActions.Disarm))
        {
            Timers.Cancel(ref _refresh);
            Timers.Cancel(ref _expiry);
        }

        if (step.Do.HasFlag(RefreshActions.ArmRefresh))
        {
            ArmRefresh(_terms.RefreshAfter);
        }

        if (step.Do.HasFlag(RefreshActions.ArmExpiry))
        {
            _expiry = Timers.Schedule(
                _terms.EndAfter,
                static state => ((SessionTimer)state!).Happen(RefreshInput.Expired),
                this
            );
        }

        if (step.Do.HasFlag(RefreshActions.ArmRetry))
        {
            ArmRefresh(_terms.RetryAfter);
        }

        if (step.Do.HasFlag(RefreshActions.SendRefresh))
        {
            Refresh();
        }

        if (step.Do.HasFlag(RefreshActions.EndSession))
        {
            session.DialogLost();
        }
    }

    private void ArmRefresh(TimeSpan after) =>
        _refresh = Timers.Schedule(
            after,
            static state => ((SessionTimer)state!).Happen(RefreshInput.RefreshDue),
            this
        );

    private void Refresh()
    {
        if (session.State != SessionState.Confirmed)
        {
            Refused(byPeer: false);
        }
        else if (session.RemoteAllows(SipMethod.Update))
        {
            new DialogRequest(session, session.Dialog, SipMethod.Update, this).Send();
        }
        else
        {
            session.Negotiation.Repeat();
        }
    }

    private static void Write(ref SipWriter message, int seconds, string refresher)
    {
        message.OpenHeader(HeaderName.SessionExpires);
        message.Append(seconds);
        if (refresher.Length > 0)
        {
            message.Append(";refresher="u8);
            message.Append(refresher);
        }

        message.CloseHeader();
    }
}
