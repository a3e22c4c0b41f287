namespace QX200.Sip.Dialogs;

/// <summary>The subscriptions of peers by our tag, which no two share. Looking one up allocates nothing. Signal thread.</summary>
internal sealed class SubscriptionTable
{
    private readonly Dictionary<byte[], Subscription> _byTag = new(ByteKeys.Instance);
    private readonly Dictionary<byte[], Subscription>.AlternateLookup<ReadOnlySpan<byte>> _byView;

    public SubscriptionTable() => _byView = _byTag.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count => _byTag.Count;

    public void Add(Subscription subscription) =>
        _byTag.Add(subscription.Dialog.LocalTag, subscription);

    public void Remove(Subscription subscription) => _byTag.Remove(subscription.Dialog.LocalTag);

    public Subscription? Find(
        ReadOnlySpan<byte> callId,
        ReadOnlySpan<byte> localTag,
        ReadOnlySpan<byte> remoteTag
    ) =>
        _byView.TryGetValue(localTag, out Subscription? found)
        && found.Dialog.IsNamed(callId, localTag, remoteTag)
            ? found
            : null;
}
