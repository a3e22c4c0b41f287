namespace QX200.Sip.Dialogs;

/// <summary>How a session came to its end without our asking.</summary>
internal enum SessionEnd : byte
{
    /// <summary>The peer sent BYE.</summary>
    Bye,

    /// <summary>The peer took its INVITE back before we had answered.</summary>
    Cancelled,

    /// <summary>The peer never acknowledged our 2xx; it gets BYE.</summary>
    NoAck,

    /// <summary>
    /// The peer answered 481 or 408, or nothing at all, to a request in the dialog, or it failed to refresh the session.
    /// </summary>
    Gone,

    /// <summary>The peer's INVITE can no longer be answered: its connection is lost.</summary>
    TransportLost,
}

/// <summary>
/// What a session tells the one who uses it. Signal thread; every method may call back into the session. After
/// <see cref="Failed"/>, <see cref="Ended"/> and after the user's own Hangup or Reject nothing more comes.
/// </summary>
internal interface IInviteSessionUser
{
    /// <summary>180, 183 or another provisional response to our INVITE; <paramref name="sdp"/> is early media's answer.</summary>
    void Ringing(InviteSession session, int status, byte[]? sdp);

    /// <summary>
    /// 2xx to our INVITE. To an offerless INVITE <paramref name="sdp"/> is the peer's offer, and the ACK goes out
    /// with <see cref="InviteSession.AnswerOffer"/>; otherwise it is the answer and the ACK has gone.
    /// </summary>
    void Answered(InviteSession session, byte[]? sdp);

    /// <summary>Our INVITE failed; 408 and 503 may be our own words for silence and for a peer out of reach.</summary>
    /// <param name="contacts">Where a 3xx says to try instead.</param>
    void Failed(InviteSession session, int status, string reason, Redirection? contacts);

    /// <summary>The ACK to our 2xx has come. An answer in it has been told by <see cref="OfferAnswered"/> before.</summary>
    void Established(InviteSession session);

    /// <summary>
    /// The peer's re-INVITE or UPDATE; to be answered by <see cref="InviteSession.AnswerOffer"/> or
    /// <see cref="InviteSession.RefuseOffer"/>, not necessarily at once. Null: the peer asks for our offer, and its
    /// answer comes in <see cref="OfferAnswered"/> with the ACK.
    /// </summary>
    void OfferArrived(InviteSession session, byte[]? sdp);

    /// <summary>The answer to our offer; null where the peer accepted and sent no SDP.</summary>
    void OfferAnswered(InviteSession session, byte[]? sdp);

    /// <summary>Our offer was refused: the session goes on as it was before.</summary>
    void OfferRefused(InviteSession session, int status);

    /// <summary>The peer asks us to call somebody. To be accepted or refused within 32 s.</summary>
    void Referred(InviteSession session, ReferRequest refer);

    /// <summary>INFO with a body of a type that we know; it has been answered 200.</summary>
    void InfoArrived(InviteSession session, string contentType, byte[] body);

    void Ended(InviteSession session, SessionEnd how);
}
