using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Transactions;

/// <summary>Who takes what no open transaction takes. Called on the signal thread.</summary>
internal interface ISipUser
{
    /// <summary>
    /// A new request: anything but ACK and CANCEL, in or out of a dialog. The user answers it now or later; one
    /// that it lets fall by a fault is answered 500.
    /// </summary>
    void RequestArrived(ServerTransaction transaction);

    /// <summary>An ACK that no transaction takes: for a 2xx (RFC 3261 13.3.1.4), or for nothing known. The message lives for the call unless retained.</summary>
    void AckArrived(SipMessage ack, in SipPeer source);

    /// <summary>
    /// A response to no open transaction of ours. A 2xx to an INVITE that came late is worth an ACK; others are
    /// nobody's. The message lives for the call unless retained.
    /// </summary>
    void StrayResponse(SipMessage response);
}

/// <summary>How a server transaction ended.</summary>
internal enum ServerEnd : byte
{
    /// <summary>It ran its course.</summary>
    Completed,

    /// <summary>No ACK came for our 300 to 699, or the user never responded to a request other than INVITE.</summary>
    TimedOut,

    /// <summary>Our response could not be sent (requests other than INVITE).</summary>
    TransportFailed,
}

/// <summary>Who answers one request. Called on the signal thread.</summary>
internal interface IServerTransactionUser
{
    /// <summary>The INVITE is cancelled, and the CANCEL was answered: the user responds 487.</summary>
    void Cancelled(ServerTransaction transaction);

    /// <summary>The last call. Afterwards the transaction's request is no longer its own.</summary>
    void Ended(ServerTransaction transaction, ServerEnd reason);
}

/// <summary>Why no final response will come.</summary>
internal enum ClientFailure : byte
{
    /// <summary>As good as a 408 (RFC 3261 8.1.3.1).</summary>
    TimedOut,

    /// <summary>As good as a 503: the request could not be sent, or its connection broke before any response.</summary>
    TransportFailed,

    /// <summary>No address is known for the target.</summary>
    Unreachable,
}

/// <summary>Who waits for the responses to one request. Called on the signal thread, never from within Send.</summary>
internal interface IClientTransactionUser
{
    /// <summary>
    /// Each provisional response and the final one; for INVITE every 2xx (RFC 6026). The message lives for the call
    /// unless retained.
    /// </summary>
    void ResponseArrived(ClientTransaction transaction, SipMessage response);

    /// <summary>The last call where no final response came; there is none after a final response.</summary>
    void Failed(ClientTransaction transaction, ClientFailure failure);
}
