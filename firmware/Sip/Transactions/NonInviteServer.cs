using static QX200.Sip.Transactions.TransactionActions;
using static QX200.Sip.Transactions.TransactionState;
using static QX200.Sip.Transactions.TransactionStep;

namespace QX200.Sip.Transactions;

internal enum NonInviteServerInput : byte
{
    /// <summary>The request, the first time.</summary>
    Request,

    /// <summary>The request again.</summary>
    Repeated,

    /// <summary>The user responds with 100 to 199.</summary>
    Provisional,

    /// <summary>The user responds with 200 to 699.</summary>
    Final,
    TransportError,
    TimerJ,

    /// <summary>64 T1 passed without a final response: the client has given up (RFC 4320 section 4.2).</summary>
    Unanswered,
}

/// <summary>The server transaction of every request but INVITE and ACK: RFC 3261 figure 8.</summary>
internal static class NonInviteServer
{
    public static TransactionStep Next(TransactionState state, NonInviteServerInput input) =>
        state switch
        {
            Trying => InTrying(input),
            Proceeding => InProceeding(input),
            Completed => InCompleted(input),
            _ => To(state),
        };

    private static TransactionStep InTrying(NonInviteServerInput input) =>
        input switch
        {
            NonInviteServerInput.Request => To(Trying, StartUnanswered | PassUp),
            NonInviteServerInput.Provisional => To(Proceeding, Send),
            NonInviteServerInput.Final => To(Completed, Send | StartJ),
            NonInviteServerInput.Unanswered => To(Terminated, ReportTimeout),
            _ => To(Trying),
        };

    private static TransactionStep InProceeding(NonInviteServerInput input) =>
        input switch
        {
            NonInviteServerInput.Repeated or NonInviteServerInput.Provisional => To(
                Proceeding,
                Send
            ),
            NonInviteServerInput.Final => To(Completed, Send | StartJ),
            NonInviteServerInput.Unanswered => To(Terminated, ReportTimeout),
            NonInviteServerInput.TransportError => To(Terminated, ReportTransportError),
            _ => To(Proceeding),
        };

    private static TransactionStep InCompleted(NonInviteServerInput input) =>
        input switch
        {
            NonInviteServerInput.Repeated => To(Completed, Send),
            NonInviteServerInput.TimerJ => To(Terminated),
            NonInviteServerInput.TransportError => To(Terminated, ReportTransportError),
            _ => To(Completed),
        };
}
