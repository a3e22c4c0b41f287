using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>
/// What a subscription is made again from after a restart: the state of its dialog (RFC 3261 12) and what was granted.
/// Text is as it stands in messages.
/// </summary>
/// <param name="LocalCSeq">Of the latest NOTIFY, or of an earlier one: see <see cref="CSeqsLeft"/>.</param>
/// <param name="Pinned">Where its requests go whatever the target says; none: by the target.</param>
/// <param name="Event">The Event header.</param>
/// <param name="Expires">In seconds, as granted: the time begins anew with the restart.</param>
internal sealed record KeptSubscription(
    string CallId,
    string LocalTag,
    string RemoteTag,
    string LocalParty,
    string RemoteParty,
    string RemoteTarget,
    IReadOnlyList<string> Routes,
    string ContactUser,
    bool IsSips,
    uint LocalCSeq,
    long RemoteCSeq,
    SipPeer Pinned,
    string Event,
    int Expires
)
{
    /// <summary>
    /// Numbers that the NOTIFYs since it was kept may have used up: those after a restart are higher than all of them, as
    /// they have to be (RFC 3261 12.2.1.1), though not every one was written down.
    /// </summary>
    public const uint CSeqsLeft = 1_000_000;
}
