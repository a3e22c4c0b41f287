using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;

namespace QX200.Sip.Dialogs;

/// <summary>
/// The offers and answers of one session: what is open, what waits, and the re-INVITEs and UPDATEs that carry them.
/// The pure <see cref="OfferAnswer"/> decides; this class sends and tells.
/// </summary>
internal sealed partial class Negotiation(InviteSession session, IInviteSessionUser user)
    : IServerTransactionUser,
        IDialogRequestUser
{
    private Exchange _exchange;
    private OwnOffer? _waiting;
    private OwnOffer? _open;
    private ServerTransaction? _theirs;
    private AnswerRepeater? _repeater;
    private TimerId _retry;
    private byte[]? _local;
    private byte[]? _remoteBefore;

    /// <summary>The peer's latest SDP.</summary>
    public byte[]? Remote { get; private set; }

    private Timers Timers => session.Agent.Timers;

    /// <summary>Our INVITE begins the session.</summary>
    public void BeginOurs(byte[]? sdp)
    {
        Take(sdp is null ? ExchangeInput.SendEmptyInvite : ExchangeInput.SendInvite);
        _local = sdp;
    }

    /// <summary>The peer's INVITE begins the session.</summary>
    public void BeginTheirs(byte[]? sdp)
    {
        Take(sdp is null ? ExchangeInput.EmptyInviteArrived : ExchangeInput.InviteArrived);
        Remote = sdp;
    }

    /// <summary>SDP in a response to our first INVITE; true where it is an offer that our ACK has to answer.</summary>
    public bool TakeResponse(int status, byte[]? sdp)
    {
        Remote = sdp ?? Remote;
        if (status >= 200)
        {
            Take(
                status >= 300 ? ExchangeInput.Failed
                : sdp is null ? ExchangeInput.Accepted
                : ExchangeInput.AcceptedWithOffer
            );
        }

        return _exchange == Exchange.AnswerOwedInAck;
    }

    /// <summary>Our ACK to the 2xx of our first INVITE has gone, with the answer where one was owed.</summary>
    public void Acknowledged(byte[]? sdp)
    {
        _local = sdp ?? _local;
        Take(ExchangeInput.WeAnswered);
    }

    /// <summary>A 2xx of ours to an INVITE has gone: it is repeated until its ACK comes.</summary>
    public void Answered(ServerTransaction invite, byte[]? sdp)
    {
        Take(ExchangeInput.WeAnswered);
        _local = sdp ?? _local;
        StopRepeating();
        SipTimes times = session.Agent.Stack.Options.Times;
        _repeater = new AnswerRepeater(Timers, times, invite, session);
        _repeater.Start();
    }

    public void StopRepeating()
    {
        _repeater?.Stop();
        _repeater = null;
    }

    /// <summary>Takes an ACK to the 2xx that waits for one; false for any other, such as one that came again.</summary>
    public bool TakeAck(SipMessage ack)
    {
        if (_repeater is null || ack.CSeqNumber != _repeater.CSeq)
        {
            return false;
        }

        StopRepeating();
        bool answerDue = _exchange == Exchange.AnswerDueInAck;
        Take(ExchangeInput.AckArrived);
        if (answerDue)
        {
            byte[]? sdp = RequestScreen.SdpOf(ack);
            Remote = sdp ?? Remote;
            if (!session.IsLeaving)
            {
                user.OfferAnswered(session, sdp);
            }
        }

        return true;
    }

    /// <summary>The INVITE usage is over: nothing waits any more, and an open request of the peer gets its 487.</summary>
    public void Close()
    {
        Timers.Cancel(ref _retry);
        StopRepeating();
        _waiting = null;
        _open = null;
        _theirs?.Respond(487);
        _theirs = null;
    }

    private Verdict Take(ExchangeInput input)
    {
        ExchangeStep step = OfferAnswer.Step(_exchange, input);
        _exchange = step.Next;
        return step.Verdict;
    }

    /// <summary>An offer of ours, waiting or on its way.</summary>
    /// <param name="RepeatsOurs">
    /// It only repeats our SDP, to show somebody else or to refresh the session: its end is not the user's concern.
    /// </param>
    private sealed record OwnOffer(byte[] Sdp, SipHeaders? Headers, bool RepeatsOurs)
    {
        public int Tries { get; init; }

        /// <summary>What we had described before, in force again if this one is refused.</summary>
        public byte[]? Before { get; init; }
    }
}
