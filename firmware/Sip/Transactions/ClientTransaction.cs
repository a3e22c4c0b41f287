using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transport;
using static QX200.Sip.Transactions.TransactionActions;

namespace QX200.Sip.Transactions;

/// <summary>
/// One request that goes out, and the responses to it: repeats the request until one comes, acknowledges an INVITE's
/// 300 to 699, can cancel an INVITE. Signal thread only.
/// </summary>
internal sealed partial class ClientTransaction
{
    /// <summary>A request longer than this does not go by UDP where TCP can be had (RFC 3261 18.1.1).</summary>
    public const int MostUdpBytes = 1300;

    private readonly TransactionLayer _layer;
    private TimerId _repeat;
    private TimerId _limit;
    private TimeSpan _interval;
    private byte[]? _draft;
    private KeptBytes _request;
    private int _connection;
    private Detour _detour;
    private Cancelling _cancelling;
    private byte[]? _cancelReason;

    internal ClientTransaction(
        TransactionLayer layer,
        SipMethod method,
        in SipPeer target,
        ulong branch,
        IClientTransactionUser? user
    )
    {
        _layer = layer;
        Method = method;
        Target = target;
        Branch = branch;
        User = user;
        IsInvite = method == SipMethod.Invite;
        State = IsInvite ? TransactionState.Calling : TransactionState.Trying;
    }

    /// <summary>A long request's way over TCP that was not asked for, and back again.</summary>
    private enum Detour : byte
    {
        None,
        Tried,
        TakenBack,
    }

    private enum Cancelling : byte
    {
        No,

        /// <summary>Waits for a provisional response, as RFC 3261 9.1 asks.</summary>
        Wanted,
        Sent,
    }

    public SipMethod Method { get; }

    public bool IsInvite { get; }

    /// <summary>Where the request goes; TCP in place of UDP where it was too long for that.</summary>
    public SipPeer Target { get; private set; }

    public TransactionState State { get; private set; }

    public IClientTransactionUser? User { get; set; }

    /// <summary>A final response or a failure was reported, though an INVITE may still bring more 2xx.</summary>
    public bool IsOver =>
        State
            is not (
                TransactionState.Calling
                or TransactionState.Trying
                or TransactionState.Proceeding
            );

    /// <summary>The connection that carries the request; 0 over UDP.</summary>
    public int Connection => _connection;

    internal ulong Branch { get; }

    /// <summary>
    /// Begins the request: request line, our Via and Max-Forwards stand in it. The caller adds From, To, Call-ID, CSeq
    /// and the rest, ends it by Body or End, and sends it.
    /// </summary>
    public SipWriter Begin(ReadOnlySpan<byte> requestUri)
    {
        _draft ??= _layer.Drafts.Rent();
        var writer = new SipWriter(_draft);
        _layer.WriteRequestHead(ref writer, Method, requestUri, Target, Branch);
        return writer;
    }

    /// <summary>
    /// Sends what was begun, once. The user hears of everything later, also where it cannot be sent at all: never
    /// within this call.
    /// </summary>
    public void Send(ref SipWriter writer)
    {
        _layer.Open(this);
        if (writer.Overflowed)
        {
            _layer.Events.RequestTooLarge(Target, Method);
            _layer.Drafts.Return(ref _draft);
            FailSoon();
            return;
        }

        _request.Keep(writer.Written);
        _layer.Drafts.Return(ref _draft);
        if (_request.Span.Length > MostUdpBytes && !Target.IsFlow && _layer.MayTryTcp(Target))
        {
            _detour = Detour.Tried;
            GoOver(SipTransport.Tcp);
        }

        Start();
    }

    /// <summary>
    /// Cancels an INVITE that has no final response: at once, or when its first provisional response comes. The
    /// INVITE then ends as it will: by 487, by another final response (a 2xx may cross), or by
    /// <see cref="ClientFailure.TimedOut"/>.
    /// </summary>
    /// <param name="reason">The value of a Reason header (RFC 3326), or nothing.</param>
    public void Cancel(ReadOnlySpan<byte> reason = default)
    {
        if (!IsInvite || IsOver || _cancelling != Cancelling.No)
        {
            return;
        }

        _cancelReason = reason.IsEmpty ? null : reason.ToArray();
        _cancelling = Cancelling.Wanted;
        if (State == TransactionState.Proceeding)
        {
            SendCancel();
        }
    }

    /// <summary>
    /// The request is not worth repeating any more; a response that still comes is passed up all the same, and none is
    /// a timeout as ever.
    /// </summary>
    public void StopRepeating() => _layer.Timers.Cancel(ref _repeat);

    /// <summary>A response with this transaction's branch and method.</summary>
    internal void ResponseArrived(SipMessage response)
    {
        TransactionStep step = StepFor(response.Status);
        if (!step.Asks(PassUp))
        {
            _layer.Counters.Absorbed.Add();
        }

        Do(step);
        if (step.Asks(SendAck))
        {
            SendAcknowledgement(response);
        }

        if (_cancelling == Cancelling.Wanted && State == TransactionState.Proceeding)
        {
            SendCancel();
        }

        if (step.Asks(PassUp))
        {
            User?.ResponseArrived(this, response);
        }
    }

    /// <summary>The connection that carries the request is gone. Matters only while nothing has come back.</summary>
    internal void ConnectionClosed(int connection)
    {
        if (
            connection == _connection
            && State is TransactionState.Calling or TransactionState.Trying
        )
        {
            TransportFailed();
        }
    }

    private TransactionStep StepFor(int status) =>
        (IsInvite, status) switch
        {
            (true, < 200) => InviteClient.Next(State, InviteClientInput.Provisional),
            (true, < 300) => InviteClient.Next(State, InviteClientInput.Success),
            (true, _) => InviteClient.Next(State, InviteClientInput.Failure),
            (false, < 200) => NonInviteClient.Next(State, NonInviteClientInput.Provisional),
            (false, _) => NonInviteClient.Next(State, NonInviteClientInput.Final),
        };

    private void Do(TransactionStep step)
    {
        State = step.State;
        if (step.Asks(StopRepeat))
        {
            _layer.Timers.Cancel(ref _repeat);
        }

        if (step.Asks(StopLimit))
        {
            _layer.Timers.Cancel(ref _limit);
        }

        if (step.Asks(TransactionActions.Send))
        {
            SendKept();
        }

        StartTimers(step);
        if (State == TransactionState.Terminated)
        {
            End(step);
        }
    }

    private void SendKept()
    {
        if (!_layer.Send(Target, _request.Span, out int connection))
        {
            FailSoon();
            return;
        }

        if (connection != _connection)
        {
            _layer.Repin(_connection, connection);
            _connection = connection;
        }
    }

    private void FailSoon() =>
        _layer.Timers.Schedule(TimeSpan.Zero, static t => Of(t).TransportFailed(), this);

    // Where the peer does not take TCP after all, the long request goes by UDP (RFC 3261 18.1.1).
    private void TransportFailed()
    {
        if (_detour == Detour.Tried && State is TransactionState.Calling or TransactionState.Trying)
        {
            _detour = Detour.TakenBack;
            _layer.RememberNoTcp(Target);
            GoOver(SipTransport.Udp);
            Start();
            return;
        }

        Do(
            IsInvite
                ? InviteClient.Next(State, InviteClientInput.TransportError)
                : NonInviteClient.Next(State, NonInviteClientInput.TransportError)
        );
    }

    private void Start() =>
        Do(
            IsInvite
                ? InviteClient.Next(State, InviteClientInput.Request)
                : NonInviteClient.Next(State, NonInviteClientInput.Request)
        );

    private void GoOver(SipTransport transport)
    {
        Target = Target.Over(transport);
        _interval = default;
        OwnRequest.SetViaTransport(_request.Span, transport);
    }

    private void End(TransactionStep why)
    {
        _layer.Timers.Cancel(ref _repeat);
        _layer.Timers.Cancel(ref _limit);
        if (!_layer.Forget(this))
        {
            return;
        }

        _layer.Repin(_connection, 0);
        _request.Free();
        if (why.Asks(ReportTimeout))
        {
            User?.Failed(this, ClientFailure.TimedOut);
        }
        else if (why.Asks(ReportTransportError))
        {
            User?.Failed(this, ClientFailure.TransportFailed);
        }
    }
}
