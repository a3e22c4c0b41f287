namespace QX200.Sip.Transactions;

/// <summary>The states of all four machines (RFC 3261 figures 5 to 8, and Accepted from RFC 6026).</summary>
internal enum TransactionState : byte
{
    /// <summary>A client's INVITE is out and nothing came back.</summary>
    Calling,

    /// <summary>A request other than INVITE, and no response yet.</summary>
    Trying,

    /// <summary>A provisional response was given, or an INVITE is in the hands of its user.</summary>
    Proceeding,

    /// <summary>The final response was given (to an INVITE: 300 to 699).</summary>
    Completed,

    /// <summary>An INVITE was answered with 2xx.</summary>
    Accepted,

    /// <summary>A server's 300 to 699 was acknowledged.</summary>
    Confirmed,

    Terminated,
}

/// <summary>
/// What a machine wants done, in the order of the bits. A transaction has two timers, so starting one replaces
/// what ran in its place: A, E, G and the 100's repeat or come soon; all others limit a state.
/// </summary>
[Flags]
internal enum TransactionActions : uint
{
    None = 0,

    /// <summary>Stop A, E, G or the 100's timer.</summary>
    StopRepeat = 1 << 0,

    /// <summary>Stop B.</summary>
    StopLimit = 1 << 1,

    /// <summary>Put the request, or the latest response, on the wire.</summary>
    Send = 1 << 2,

    /// <summary>Acknowledge a final response of 300 to 699 (RFC 3261 17.1.1.3).</summary>
    SendAck = 1 << 3,

    /// <summary>Write and send a 100 (Trying).</summary>
    SendTrying = 1 << 4,

    StartTrying = 1 << 5,
    StartA = 1 << 6,
    StartB = 1 << 7,
    StartD = 1 << 8,
    StartE = 1 << 9,
    StartF = 1 << 10,
    StartG = 1 << 11,
    StartH = 1 << 12,
    StartI = 1 << 13,
    StartJ = 1 << 14,
    StartK = 1 << 15,
    StartL = 1 << 16,
    StartM = 1 << 17,

    /// <summary>Start the limit on a user that never responds.</summary>
    StartUnanswered = 1 << 18,

    /// <summary>Give the message to the transaction's user.</summary>
    PassUp = 1 << 19,
    ReportTimeout = 1 << 20,
    ReportTransportError = 1 << 21,
}

/// <summary>One step of a machine: where it stands now and what is to be done.</summary>
internal readonly record struct TransactionStep(TransactionState State, TransactionActions Actions)
{
    public static TransactionStep To(
        TransactionState state,
        TransactionActions actions = TransactionActions.None
    ) => new(state, actions);

    public bool Asks(TransactionActions action) => (Actions & action) != TransactionActions.None;
}
