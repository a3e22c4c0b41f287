using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Transactions;

/// <summary>What a client makes out of a request that it has sent: the ACK of a failure, the CANCEL, another transport.</summary>
internal static class OwnRequest
{
    private const int MaxForwards = 70;

    /// <summary>The ACK for 300 to 699: the INVITE's Request-URI, top Via and Route, the response's To (RFC 3261 17.1.1.3).</summary>
    public static void WriteAck(ref SipWriter writer, SipMessage invite, SipMessage response)
    {
        WriteTop(ref writer, SipMethod.Ack, invite);
        writer.CopyHeader(response, HeaderName.To);
        writer.End();
    }

    /// <summary>The CANCEL of an INVITE: everything but the method is the INVITE's (9.1).</summary>
    public static void WriteCancel(ref SipWriter writer, SipMessage invite, byte[]? reason)
    {
        WriteTop(ref writer, SipMethod.Cancel, invite);
        writer.CopyHeader(invite, HeaderName.To);
        if (reason is not null)
        {
            writer.Header(HeaderName.Reason, reason);
        }

        writer.End();
    }

    /// <summary>
    /// Rewrites the transport in our Via, the first header. UDP and TCP are three letters each, so the request
    /// keeps its length.
    /// </summary>
    public static void SetViaTransport(Span<byte> request, SipTransport transport)
    {
        ReadOnlySpan<byte> before = "\r\nVia: SIP/2.0/"u8;
        int at = request.IndexOf(before) + before.Length;
        (transport == SipTransport.Tcp ? "TCP"u8 : "UDP"u8).CopyTo(request[at..]);
    }

    private static void WriteTop(ref SipWriter writer, SipMethod method, SipMessage invite)
    {
        writer.Request(method, invite.RequestUri);
        writer.Header(HeaderName.Via, invite.TopVia);
        writer.Header(HeaderName.MaxForwards, MaxForwards);
        writer.CopyHeader(invite, HeaderName.Route);
        writer.CopyHeader(invite, HeaderName.From);
        writer.CopyHeader(invite, HeaderName.CallId);
        writer.OpenHeader(HeaderName.CSeq);
        writer.Append(invite.CSeqNumber);
        writer.Append(" "u8);
        writer.Append(method.Text());
        writer.CloseHeader();
    }
}
