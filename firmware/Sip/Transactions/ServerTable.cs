using System.Text;
using QX200.Sip.Messages;

namespace QX200.Sip.Transactions;

/// <summary>
/// The open server transactions, found by what a request says of itself (RFC 3261 17.2.3). All requests that could
/// belong together have Call-ID and CSeq number in common, so these pick the chain, and the rules walk it.
/// Finding allocates nothing. Signal thread only.
/// </summary>
internal sealed class ServerTable
{
    private readonly Dictionary<int, ServerTransaction> _chains = [];

    public int Count { get; private set; }

    public void Add(ServerTransaction transaction)
    {
        transaction.Hash = HashOf(transaction.Request);
        _chains.TryGetValue(transaction.Hash, out ServerTransaction? first);
        transaction.Next = first;
        _chains[transaction.Hash] = transaction;
        Count++;
    }

    /// <summary>False where it is not in the table any more.</summary>
    public bool Remove(ServerTransaction transaction)
    {
        if (!_chains.TryGetValue(transaction.Hash, out ServerTransaction? at))
        {
            return false;
        }

        if (at == transaction)
        {
            RemoveFirst(transaction);
            return true;
        }

        while (at.Next is not null && at.Next != transaction)
        {
            at = at.Next;
        }

        if (at.Next is null)
        {
            return false;
        }

        at.Next = transaction.Next;
        transaction.Next = null;
        Count--;
        return true;
    }

    /// <summary>The transaction that this request repeats; for an ACK the INVITE's.</summary>
    public ServerTransaction? Find(SipMessage request) =>
        FindBy(
            request,
            static (open, request) => HasMethod(open, request) && IsSameHop(open, request)
        );

    /// <summary>The INVITE that a CANCEL means: all but the method is the same (9.2).</summary>
    public ServerTransaction? FindCancelled(SipMessage cancel) =>
        FindBy(cancel, static (open, cancel) => open.IsInvite && IsSameHop(open, cancel));

    /// <summary>
    /// The transaction of the same request that came by another way (8.2.2.2): same From tag, Call-ID and CSeq,
    /// no To tag, and by the branch another one.
    /// </summary>
    public ServerTransaction? FindMerged(SipMessage request) =>
        request.ToTag.IsEmpty && !request.FromTag.IsEmpty
            ? FindBy(
                request,
                static (open, request) =>
                    open.Method == request.Method
                    && open.Request.MethodText.SequenceEqual(request.MethodText)
                    && open.Request.ToTag.IsEmpty
                    && open.Request.FromTag.SequenceEqual(request.FromTag)
            )
            : null;

    private ServerTransaction? FindBy(
        SipMessage request,
        Func<ServerTransaction, SipMessage, bool> rule
    )
    {
        _chains.TryGetValue(HashOf(request), out ServerTransaction? at);
        while (at is not null)
        {
            if (
                at.Request.CSeqNumber == request.CSeqNumber
                && at.Request.CallId.SequenceEqual(request.CallId)
                && rule(at, request)
            )
            {
                return at;
            }

            at = at.Next;
        }

        return null;
    }

    private static bool HasMethod(ServerTransaction open, SipMessage request) =>
        request.Method == SipMethod.Ack
            ? open.IsInvite
            : open.Request.MethodText.SequenceEqual(request.MethodText);

    private static bool IsSameHop(ServerTransaction open, SipMessage request) =>
        request.TopBranch.StartsWith("z9hG4bK"u8)
            ? IsSameBranch(open.Request, request)
            : IsSameByRfc2543(open, request);

    private static bool IsSameBranch(SipMessage open, SipMessage request) =>
        open.TopBranch.SequenceEqual(request.TopBranch)
        && ViaHeader.TryParse(open.TopVia, out ViaHeader ours)
        && ViaHeader.TryParse(request.TopVia, out ViaHeader theirs)
        && ours.Port == theirs.Port
        && Ascii.EqualsIgnoreCase(ours.Host, theirs.Host);

    // Senders older than RFC 3261 make no unique branch: the whole request is compared.
    private static bool IsSameByRfc2543(ServerTransaction open, SipMessage request)
    {
        SipMessage first = open.Request;
        bool isSameTo =
            request.Method == SipMethod.Ack
                ? Encoding.UTF8.GetByteCount(open.LocalTag) == request.ToTag.Length
                    && Ascii.Equals(request.ToTag, open.LocalTag)
                : first.ToTag.SequenceEqual(request.ToTag);
        return isSameTo
            && first.RequestUri.SequenceEqual(request.RequestUri)
            && first.FromTag.SequenceEqual(request.FromTag)
            && first.TopVia.SequenceEqual(request.TopVia);
    }

    private void RemoveFirst(ServerTransaction transaction)
    {
        if (transaction.Next is null)
        {
            _chains.Remove(transaction.Hash);
        }
        else
        {
            _chains[transaction.Hash] = transaction.Next;
        }

        transaction.Next = null;
        Count--;
    }

    // Seeded anew in each run of the program, so nobody can aim at one chain.
    private static int HashOf(SipMessage request)
    {
        var hash = new HashCode();
        hash.AddBytes(request.CallId);
        hash.Add(request.CSeqNumber);
        return hash.ToHashCode();
    }
}
