using static QX200.Sip.Transactions.TransactionActions;
using static QX200.Sip.Transactions.TransactionState;
using static QX200.Sip.Transactions.TransactionStep;

namespace QX200.Sip.Transactions;

internal enum InviteClientInput : byte
{
    /// <summary>The user hands over the INVITE.</summary>
    Request,

    /// <summary>100 to 199.</summary>
    Provisional,

    /// <summary>200 to 299.</summary>
    Success,

    /// <summary>300 to 699.</summary>
    Failure,
    TransportError,
    TimerA,
    TimerB,
    TimerD,
    TimerM,

    /// <summary>No final response came within 64 T1 of our CANCEL (RFC 3261 9.1).</summary>
    CancelExpired,
}

/// <summary>The INVITE client transaction: RFC 3261 figure 5 with RFC 6026 section 8.4.</summary>
internal static class InviteClient
{
    public static TransactionStep Next(TransactionState state, InviteClientInput input) =>
        state switch
        {
            Calling => InCalling(input),
            Proceeding => InProceeding(input),
            Completed => InCompleted(input),
            Accepted => InAccepted(input),
            _ => To(state),
        };

    private static TransactionStep InCalling(InviteClientInput input) =>
        input switch
        {
            InviteClientInput.Request => To(Calling, Send | StartA | StartB),
            InviteClientInput.TimerA => To(Calling, Send | StartA),
            InviteClientInput.TimerB => To(Terminated, ReportTimeout),
            InviteClientInput.TransportError => To(Terminated, ReportTransportError),
            InviteClientInput.Provisional => To(Proceeding, StopRepeat | StopLimit | PassUp),
            InviteClientInput.Success => To(Accepted, StopRepeat | StartM | PassUp),
            InviteClientInput.Failure => To(Completed, StopRepeat | SendAck | StartD | PassUp),
            _ => To(Calling),
        };

    private static TransactionStep InProceeding(InviteClientInput input) =>
        input switch
        {
            InviteClientInput.Provisional => To(Proceeding, PassUp),
            InviteClientInput.Success => To(Accepted, StartM | PassUp),
            InviteClientInput.Failure => To(Completed, SendAck | StartD | PassUp),
            InviteClientInput.CancelExpired => To(Terminated, ReportTimeout),
            _ => To(Proceeding),
        };

    // The user has its final response: an ACK that cannot be sent is no news to it any more.
    private static TransactionStep InCompleted(InviteClientInput input) =>
        input switch
        {
            InviteClientInput.Failure => To(Completed, SendAck),
            InviteClientInput.TimerD or InviteClientInput.TransportError => To(Terminated),
            _ => To(Completed),
        };

    private static TransactionStep InAccepted(InviteClientInput input) =>
        input switch
        {
            InviteClientInput.Success => To(Accepted, PassUp),
            InviteClientInput.TimerM => To(Terminated),
            _ => To(Accepted),
        };
}
