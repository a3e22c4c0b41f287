using static QX200.Sip.Transactions.TransactionActions;
using static QX200.Sip.Transactions.TransactionState;
using static QX200.Sip.Transactions.TransactionStep;

namespace QX200.Sip.Transactions;

internal enum InviteServerInput : byte
{
    /// <summary>The INVITE, the first time.</summary>
    Request,

    /// <summary>The INVITE again.</summary>
    Repeated,
    Ack,

    /// <summary>The user responds with 100 to 199.</summary>
    Provisional,

    /// <summary>The user responds with 200 to 299, or repeats it.</summary>
    Success,

    /// <summary>The user responds with 300 to 699.</summary>
    Failure,
    TransportError,

    /// <summary>200 ms passed and the user has not responded.</summary>
    TryingDue,
    TimerG,
    TimerH,
    TimerI,
    TimerL,
}

/// <summary>
/// The INVITE server transaction: RFC 3261 figure 7 with RFC 6026 section 8.5. A transport error changes nothing:
/// the peer repeats its INVITE, and the timers end what it does not (RFC 6026 section 7.1).
/// </summary>
internal static class InviteServer
{
    public static TransactionStep Next(TransactionState state, InviteServerInput input) =>
        state switch
        {
            Proceeding => InProceeding(input),
            Completed => InCompleted(input),
            Confirmed => input == InviteServerInput.TimerI ? To(Terminated) : To(Confirmed),
            Accepted => InAccepted(input),
            _ => To(state),
        };

    private static TransactionStep InProceeding(InviteServerInput input) =>
        input switch
        {
            InviteServerInput.Request => To(Proceeding, StartTrying | PassUp),
            InviteServerInput.TryingDue => To(Proceeding, SendTrying),
            InviteServerInput.Repeated => To(Proceeding, Send),
            InviteServerInput.Provisional => To(Proceeding, StopRepeat | Send),
            InviteServerInput.Success => To(Accepted, StopRepeat | Send | StartL),
            InviteServerInput.Failure => To(Completed, StopRepeat | Send | StartG | StartH),
            _ => To(Proceeding),
        };

    private static TransactionStep InCompleted(InviteServerInput input) =>
        input switch
        {
            InviteServerInput.Repeated => To(Completed, Send),
            InviteServerInput.TimerG => To(Completed, Send | StartG),
            InviteServerInput.TimerH => To(Terminated, ReportTimeout),
            InviteServerInput.Ack => To(Confirmed, StopRepeat | StartI),
            _ => To(Completed),
        };

    // The user repeats its 2xx until the ACK comes; a repeated INVITE is not answered here.
    private static TransactionStep InAccepted(InviteServerInput input) =>
        input switch
        {
            InviteServerInput.Success => To(Accepted, Send),
            InviteServerInput.Ack => To(Accepted, PassUp),
            InviteServerInput.TimerL => To(Terminated),
            _ => To(Accepted),
        };
}
