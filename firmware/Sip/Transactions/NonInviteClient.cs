using static QX200.Sip.Transactions.TransactionActions;
using static QX200.Sip.Transactions.TransactionState;
using static QX200.Sip.Transactions.TransactionStep;

namespace QX200.Sip.Transactions;

internal enum NonInviteClientInput : byte
{
    /// <summary>The user hands over the request.</summary>
    Request,

    /// <summary>100 to 199.</summary>
    Provisional,

    /// <summary>200 to 699.</summary>
    Final,
    TransportError,
    TimerE,
    TimerF,
    TimerK,
}

/// <summary>The client transaction of every request but INVITE and ACK: RFC 3261 figure 6.</summary>
internal static class NonInviteClient
{
    public static TransactionStep Next(TransactionState state, NonInviteClientInput input) =>
        state switch
        {
            Trying => InTrying(input),
            Proceeding => InProceeding(input),
            Completed => input == NonInviteClientInput.TimerK ? To(Terminated) : To(Completed),
            _ => To(state),
        };

    private static TransactionStep InTrying(NonInviteClientInput input) =>
        input switch
        {
            NonInviteClientInput.Request => To(Trying, Send | StartE | StartF),
            NonInviteClientInput.Provisional => To(Proceeding, PassUp),
            _ => InEither(Trying, input),
        };

    private static TransactionStep InProceeding(NonInviteClientInput input) =>
        input switch
        {
            NonInviteClientInput.Provisional => To(Proceeding, PassUp),
            _ => InEither(Proceeding, input),
        };

    private static TransactionStep InEither(TransactionState state, NonInviteClientInput input) =>
        input switch
        {
            NonInviteClientInput.TimerE => To(state, Send | StartE),
            NonInviteClientInput.TimerF => To(Terminated, ReportTimeout),
            NonInviteClientInput.TransportError => To(Terminated, ReportTransportError),
            NonInviteClientInput.Final => To(Completed, StopRepeat | StartK | PassUp),
            _ => To(state),
        };
}
