namespace QX200.Sip.Dialogs;

/// <summary>The sessions by Call-ID. Looking one up allocates nothing. Signal thread.</summary>
internal sealed class SessionTable
{
    private readonly Dictionary<byte[], InviteSession> _firsts = new(ByteKeys.Instance);
    private readonly Dictionary<byte[], InviteSession>.AlternateLookup<ReadOnlySpan<byte>> _byView;

    public SessionTable() => _byView = _firsts.GetAlternateLookup<ReadOnlySpan<byte>>();

    public int Count { get; private set; }

    public int Subscriptions
    {
        get
        {
            int sum = 0;
            foreach (InviteSession first in _firsts.Values)
            {
                for (InviteSession? next = first; next is not null; next = next.NextWithCallId)
                {
                    sum += next.Subscriptions;
                }
            }

            return sum;
        }
    }

    public void Add(InviteSession session)
    {
        byte[] callId = session.Dialog.CallId;
        session.NextWithCallId = _firsts.GetValueOrDefault(callId);
        _firsts[callId] = session;
        Count++;
    }

    public void Remove(InviteSession session)
    {
        byte[] callId = session.Dialog.CallId;
        InviteSession? before = null;
        InviteSession? at = _firsts.GetValueOrDefault(callId);
        while (at is not null && at != session)
        {
            (before, at) = (at, at.NextWithCallId);
        }

        if (at is null)
        {
            return;
        }

        Count--;
        if (before is not null)
        {
            before.NextWithCallId = at.NextWithCallId;
        }
        else if (at.NextWithCallId is { } next)
        {
            _firsts[callId] = next;
        }
        else
        {
            _firsts.Remove(callId);
        }

        at.NextWithCallId = null;
    }

    public InviteSession? First(ReadOnlySpan<byte> callId) =>
        _byView.TryGetValue(callId, out InviteSession? first) ? first : null;

    public InviteSession? Find(
        ReadOnlySpan<byte> callId,
        ReadOnlySpan<byte> localTag,
        ReadOnlySpan<byte> remoteTag
    )
    {
        InviteSession? next = First(callId);
        while (next is not null && !next.IsNamed(callId, localTag, remoteTag))
        {
            next = next.NextWithCallId;
        }

        return next;
    }
}
