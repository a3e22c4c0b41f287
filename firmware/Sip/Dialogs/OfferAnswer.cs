namespace QX200.Sip.Dialogs;

/// <summary>
/// Which request that negotiates media is open in a dialog, and who owes what (RFC 3264 4, RFC 3311 5, RFC 6337).
/// One value is enough: without reliable provisional responses an offer lives and dies with one transaction. For the
/// same reason our own offers are INVITEs only: until the first answer no UPDATE may carry one (RFC 3311 5.1).
/// </summary>
internal enum Exchange : byte
{
    Stable,

    /// <summary>INVITE of ours with an offer, no final response yet.</summary>
    OurInvite,

    /// <summary>Offerless INVITE of ours: the peer offers in its 2xx.</summary>
    OurEmptyInvite,

    /// <summary>The peer's 2xx brought an offer: our ACK brings the answer.</summary>
    AnswerOwedInAck,

    /// <summary>INVITE of the peer with an offer: our 2xx brings the answer.</summary>
    TheirInvite,

    /// <summary>Offerless INVITE of the peer: our 2xx brings an offer.</summary>
    TheirEmptyInvite,

    /// <summary>Our 2xx with the answer has gone, its ACK has not come.</summary>
    AckDue,

    /// <summary>Our 2xx with an offer has gone; the answer comes in the ACK.</summary>
    AnswerDueInAck,

    TheirUpdate,
}

internal enum ExchangeInput : byte
{
    InviteArrived,
    EmptyInviteArrived,

    /// <summary>UPDATE with an offer. One without SDP is no part of the exchange.</summary>
    UpdateArrived,
    SendInvite,
    SendEmptyInvite,

    /// <summary>2xx to our request, with the answer or without SDP.</summary>
    Accepted,

    /// <summary>2xx with an offer to our offerless INVITE.</summary>
    AcceptedWithOffer,

    /// <summary>Our request was refused or never answered.</summary>
    Failed,

    /// <summary>We sent the 2xx, or the ACK, that was owed.</summary>
    WeAnswered,

    /// <summary>We refused the peer's request.</summary>
    WeRefused,
    AckArrived,
}

/// <summary>What becomes of a request that wants to begin an exchange.</summary>
internal enum Verdict : byte
{
    /// <summary>It begins, or: the input was taken.</summary>
    Go,

    /// <summary>Ours has to wait until the exchange is stable again.</summary>
    Wait,

    /// <summary>Theirs met one of ours: 491 (RFC 3261 14.2, RFC 3311 5.2).</summary>
    Glare,

    /// <summary>Theirs came before we had answered another of theirs: 500 with Retry-After (the same sections).</summary>
    Overlap,

    /// <summary>Means nothing in this state.</summary>
    Ignore,
}

internal readonly record struct ExchangeStep(Exchange Next, Verdict Verdict);

/// <summary>The offer/answer exchange of one dialog as a pure function of state and input.</summary>
internal static class OfferAnswer
{
    public static ExchangeStep Step(Exchange state, ExchangeInput input) =>
        state switch
        {
            Exchange.Stable => Stable(input),
            Exchange.OurInvite => Ours(state, input),
            Exchange.OurEmptyInvite => OurEmptyInvite(input),
            Exchange.AnswerOwedInAck => AnswerOwedInAck(input),
            Exchange.TheirInvite => Theirs(state, input, Exchange.AckDue),
            Exchange.TheirEmptyInvite => Theirs(state, input, Exchange.AnswerDueInAck),
            Exchange.TheirUpdate => Theirs(state, input, Exchange.Stable),
            Exchange.AckDue => AckDue(input),
            _ => AnswerDueInAck(input),
        };

    private static ExchangeStep Stable(ExchangeInput input) =>
        input switch
        {
            ExchangeInput.InviteArrived => Go(Exchange.TheirInvite),
            ExchangeInput.EmptyInviteArrived => Go(Exchange.TheirEmptyInvite),
            ExchangeInput.UpdateArrived => Go(Exchange.TheirUpdate),
            ExchangeInput.SendInvite => Go(Exchange.OurInvite),
            ExchangeInput.SendEmptyInvite => Go(Exchange.OurEmptyInvite),
            _ => new(Exchange.Stable, Verdict.Ignore),
        };

    private static ExchangeStep Ours(Exchange state, ExchangeInput input) =>
        input switch
        {
            ExchangeInput.Accepted or ExchangeInput.AcceptedWithOffer or ExchangeInput.Failed => Go(
                Exchange.Stable
            ),
            _ => Busy(state, input, Verdict.Glare),
        };

    private static ExchangeStep OurEmptyInvite(ExchangeInput input) =>
        input switch
        {
            ExchangeInput.AcceptedWithOffer => Go(Exchange.AnswerOwedInAck),
            _ => Ours(Exchange.OurEmptyInvite, input),
        };

    private static ExchangeStep AnswerOwedInAck(ExchangeInput input) =>
        input switch
        {
            ExchangeInput.WeAnswered or ExchangeInput.WeRefused => Go(Exchange.Stable),
            _ => Busy(Exchange.AnswerOwedInAck, input, Verdict.Glare),
        };

    private static ExchangeStep Theirs(Exchange state, ExchangeInput input, Exchange answered) =>
        input switch
        {
            ExchangeInput.WeAnswered => Go(answered),
            ExchangeInput.WeRefused => Go(Exchange.Stable),
            _ => Busy(state, input, Verdict.Overlap),
        };

    /// <summary>
    /// A new offer of the peer proves that it has our answer, whatever became of the ACK (RFC 5407 3.1.4): it is
    /// taken. Ours must wait for the ACK, as the INVITE transaction is still open (RFC 3261 14.1).
    /// </summary>
    private static ExchangeStep AckDue(ExchangeInput input) =>
        input switch
        {
            ExchangeInput.AckArrived => Go(Exchange.Stable),
            ExchangeInput.InviteArrived
            or ExchangeInput.EmptyInviteArrived
            or ExchangeInput.UpdateArrived => Stable(input),
            _ => Busy(Exchange.AckDue, input, Verdict.Glare),
        };

    private static ExchangeStep AnswerDueInAck(ExchangeInput input) =>
        input switch
        {
            ExchangeInput.AckArrived => Go(Exchange.Stable),
            _ => Busy(Exchange.AnswerDueInAck, input, Verdict.Glare),
        };

    private static ExchangeStep Busy(Exchange state, ExchangeInput input, Verdict theirs) =>
        input switch
        {
            ExchangeInput.InviteArrived
            or ExchangeInput.EmptyInviteArrived
            or ExchangeInput.UpdateArrived => new(state, theirs),
            ExchangeInput.SendInvite or ExchangeInput.SendEmptyInvite => new(state, Verdict.Wait),
            _ => new(state, Verdict.Ignore),
        };

    private static ExchangeStep Go(Exchange next) => new(next, Verdict.Go);
}
