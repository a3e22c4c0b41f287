using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Transactions;

/// <summary>
/// Responses without a transaction (RFC 3261 8.2.7): to what cannot be read whole, and to what there is no room for.
/// The same request gets the same tag each time.
/// </summary>
internal sealed class StatelessReply(TransactionLayer layer)
{
    private const int RetryAfterSeconds = 5;

    public void Reply(SipMessage request, in SipPeer source, int status, string reason)
    {
        byte[]? draft = layer.Drafts.Rent();
        var writer = new SipWriter(draft);
        ResponseHead.Write(ref writer, request, source, status, reason, TagOf(request));
        Finish(ref writer, request, source);
        layer.Drafts.Return(ref draft);
    }

    /// <summary>503 with Retry-After: the box has more to do than it can.</summary>
    public void TurnAway(SipMessage request, in SipPeer source)
    {
        byte[]? draft = layer.Drafts.Rent();
        var writer = new SipWriter(draft);
        ResponseHead.Write(ref writer, request, source, 503, reason: null, TagOf(request));
        writer.Header(HeaderName.RetryAfter, RetryAfterSeconds);
        Finish(ref writer, request, source);
        layer.Drafts.Return(ref draft);
    }

    private void Finish(ref SipWriter writer, SipMessage request, in SipPeer source)
    {
        writer.End();
        if (writer.Overflowed)
        {
            layer.Counters.Dropped.Add();
            return;
        }

        SipPeer way =
            source.IsReliable && layer.Transport.IsOpen(source.Connection)
                ? source
                : ResponseHead.Way(request, source);
        layer.Send(way, writer.Written, out _);
    }

    private static string TagOf(SipMessage request)
    {
        var hash = new HashCode();
        hash.AddBytes(request.CallId);
        hash.AddBytes(request.TopBranch);
        return hash.ToHashCode().ToString("x8");
    }
}
