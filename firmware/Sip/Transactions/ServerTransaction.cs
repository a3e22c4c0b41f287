using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transport;
using static QX200.Sip.Transactions.TransactionActions;

namespace QX200.Sip.Transactions;

/// <summary>
/// One request that came in, and the responses to it: repeats them, absorbs repeated requests, and for an INVITE
/// sends a 100 after 200 ms and waits for the ACK of a 300 to 699. Signal thread only.
/// </summary>
/// <remarks>
/// An INVITE's user answers in its own time and should set <see cref="User"/>. A 2xx is repeated by its user
/// (<see cref="Repeat"/>) until the ACK comes, which goes to <see cref="ISipUser.AckArrived"/>.
/// </remarks>
internal sealed partial class ServerTransaction
{
    private readonly TransactionLayer _layer;
    private readonly SipPeer _way;
    private TimerId _repeat;
    private TimerId _limit;
    private TimeSpan _interval;
    private byte[]? _draft;
    private KeptBytes _response;
    private string? _localTag;

    internal ServerTransaction(TransactionLayer layer, SipMessage request, in SipPeer source)
    {
        _layer = layer;
        _way = ResponseHead.Way(request, source);
        request.Retain();
        Request = request;
        Source = source;
        IsInvite = request.Method == SipMethod.Invite;
        State = IsInvite ? TransactionState.Proceeding : TransactionState.Trying;
    }

    /// <summary>Valid until <see cref="IServerTransactionUser.Ended"/>; who wants it longer retains it.</summary>
    public SipMessage Request { get; }

    /// <summary>Where the request came from, a flow: later requests can be sent back to it.</summary>
    public SipPeer Source { get; }

    public bool IsInvite { get; }

    public SipMethod Method => Request.Method;

    public TransactionState State { get; private set; }

    /// <summary>A final response was given, or there is nobody left to give it to.</summary>
    public bool IsAnswered => State is not (TransactionState.Trying or TransactionState.Proceeding);

    public IServerTransactionUser? User { get; set; }

    /// <summary>Our tag in the To of every response but the 100: the one that the request brought, or a new one.</summary>
    public string LocalTag =>
        _localTag ??= Request.ToTag.IsEmpty
            ? _layer.NewTag()
            : System.Text.Encoding.UTF8.GetString(Request.ToTag);

    /// <summary>The next in the table's chain.</summary>
    internal ServerTransaction? Next { get; set; }

    internal int Hash { get; set; }

    /// <summary>
    /// Begins a response: status line, Via, From, To with our tag, Call-ID, CSeq and, where a dialog begins,
    /// Record-Route stand in it. The caller adds headers and ends it by Body or End, then sends it.
    /// </summary>
    /// <param name="reason">Null: the usual phrase.</param>
    public SipWriter Begin(int status, string? reason = null)
    {
        _draft ??= _layer.Drafts.Rent();
        var writer = new SipWriter(_draft);
        string tag = status == 100 ? "" : LocalTag;
        ResponseHead.Write(ref writer, Request, Source, status, reason, tag);
        return writer;
    }

    /// <summary>
    /// Sends what was begun. After a final response more are not sent, except an INVITE's 2xx again. A response
    /// that did not fit its buffer goes out as a 500.
    /// </summary>
    public void Send(ref SipWriter writer)
    {
        if (writer.Overflowed)
        {
            _layer.Events.ResponseTooLarge(Source, Method);
            writer = Begin(500, "Response Too Large");
            writer.End();
        }

        TransactionStep step = StepFor(StatusOf(writer.Written));
        if (step.Asks(TransactionActions.Send))
        {
            _response.Keep(writer.Written);
        }

        _layer.Drafts.Return(ref _draft);
        Do(step);
    }

    /// <summary>A whole response without headers of its own.</summary>
    public void Respond(int status, string? reason = null)
    {
        SipWriter writer = Begin(status, reason);
        writer.End();
        Send(ref writer);
    }

    /// <summary>
    /// Sends the latest response once more: an INVITE's 2xx while its ACK is out, or a provisional response every
    /// minute so that proxies on the way do not give up (RFC 3261 13.3.1.1).
    /// </summary>
    public void Repeat()
    {
        if (State == TransactionState.Accepted)
        {
            Do(InviteServer.Next(State, InviteServerInput.Success));
        }
        else if (State == TransactionState.Proceeding)
        {
            Do(
                IsInvite
                    ? InviteServer.Next(State, InviteServerInput.Provisional)
                    : NonInviteServer.Next(State, NonInviteServerInput.Provisional)
            );
        }
    }

    /// <summary>A CANCEL is answered with the tag of the INVITE's responses (RFC 3261 9.2).</summary>
    internal void TakeTag(ServerTransaction invite) => _localTag = invite.LocalTag;

    /// <summary>The first step: timers start to run.</summary>
    internal void Open() =>
        Do(
            IsInvite
                ? InviteServer.Next(State, InviteServerInput.Request)
                : NonInviteServer.Next(State, NonInviteServerInput.Request)
        );

    /// <summary>The request came again.</summary>
    internal void Repeated() =>
        Do(
            IsInvite
                ? InviteServer.Next(State, InviteServerInput.Repeated)
                : NonInviteServer.Next(State, NonInviteServerInput.Repeated)
        );

    /// <summary>An ACK with the INVITE's own branch. True where it is the user's: an ACK for a 2xx.</summary>
    internal bool Acknowledged()
    {
        TransactionStep step = InviteServer.Next(State, InviteServerInput.Ack);
        Do(step);
        return step.Asks(PassUp);
    }

    private void Do(TransactionStep step)
    {
        State = step.State;
        if (step.Asks(StopRepeat))
        {
            _layer.Timers.Cancel(ref _repeat);
        }

        if (step.Asks(TransactionActions.Send))
        {
            SendKept();
        }

        if (step.Asks(SendTrying))
        {
            Respond(100);
        }

        StartTimers(step);
        if (State == TransactionState.Terminated)
        {
            End(step);
        }
    }

    // A failure is learned in the next turn of the loop, so that no user is called from within its own Send.
    private void SendKept()
    {
        if (_response.IsEmpty)
        {
            return;
        }

        SipPeer way =
            Source.IsReliable && _layer.Transport.IsOpen(Source.Connection) ? Source : _way;
        if (!_layer.Send(way, _response.Span, out _))
        {
            _layer.Timers.Schedule(TimeSpan.Zero, static t => Of(t).SendFailed(), this);
        }
    }

    private void SendFailed() =>
        Do(
            IsInvite
                ? InviteServer.Next(State, InviteServerInput.TransportError)
                : NonInviteServer.Next(State, NonInviteServerInput.TransportError)
        );

    private void End(TransactionStep why)
    {
        _layer.Timers.Cancel(ref _repeat);
        _layer.Timers.Cancel(ref _limit);
        if (!_layer.Forget(this))
        {
            return;
        }

        _response.Free();
        _layer.Drafts.Return(ref _draft);
        try
        {
            User?.Ended(
                this,
                why.Asks(ReportTimeout) ? ServerEnd.TimedOut
                    : why.Asks(ReportTransportError) ? ServerEnd.TransportFailed
                    : ServerEnd.Completed
            );
        }
        finally
        {
            Request.Release();
        }
    }

    private TransactionStep StepFor(int status) =>
        (IsInvite, status) switch
        {
            (true, < 200) => InviteServer.Next(State, InviteServerInput.Provisional),
            (true, < 300) => InviteServer.Next(State, InviteServerInput.Success),
            (true, _) => InviteServer.Next(State, InviteServerInput.Failure),
            (false, < 200) => NonInviteServer.Next(State, NonInviteServerInput.Provisional),
            (false, _) => NonInviteServer.Next(State, NonInviteServerInput.Final),
        };

    // "SIP/2.0 486 ...", as the writer began it.
    private static int StatusOf(ReadOnlySpan<byte> response) =>
        Grammar.TryNumber(response.Slice(8, 3), out uint status) ? (int)status : 500;
}
