using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Transactions;

/// <summary>What every response repeats of its request (RFC 3261 8.2.6.2), and the way it goes back (18.2.2).</summary>
internal static class ResponseHead
{
    /// <summary>Status line, all Vias, From, To, Call-ID, CSeq; Timestamp in a 100; Record-Route where a dialog begins.</summary>
    /// <param name="tag">Our tag for a To that has none; empty for a 100.</param>
    public static void Write(
        ref SipWriter writer,
        SipMessage request,
        in SipPeer source,
        int status,
        string? reason,
        string tag
    )
    {
        writer.Status(status, reason);
        WriteVias(ref writer, request, source);
        writer.CopyHeader(request, HeaderName.From);
        WriteTo(ref writer, request, tag);
        writer.CopyHeader(request, HeaderName.CallId);
        writer.CopyHeader(request, HeaderName.CSeq);
        if (status == 100)
        {
            writer.CopyHeader(request, HeaderName.Timestamp);
        }
        else if (status < 300 && MakesDialog(request.Method))
        {
            writer.CopyHeader(request, HeaderName.RecordRoute);
        }
    }

    /// <summary>
    /// Where a response goes: over UDP to the source address, and there to the source port if the Via asks for it by
    /// rport (RFC 3581 section 4), else to the port in its sent-by. Over a stream that is the second choice, after
    /// the connection of the request. A maddr is not followed: it would let anyone aim our responses anywhere.
    /// </summary>
    public static SipPeer Way(SipMessage request, in SipPeer source)
    {
        if (!ViaHeader.TryParse(request.TopVia, out ViaHeader via))
        {
            return source;
        }

        return source.Transport == SipTransport.Udp && via.HasRport
            ? source
            : source.AtPort(via.Port == 0 ? source.Transport.DefaultPort() : via.Port);
    }

    private static bool MakesDialog(SipMethod method) =>
        method is SipMethod.Invite or SipMethod.Subscribe or SipMethod.Refer or SipMethod.Notify;

    private static void WriteVias(ref SipWriter writer, SipMessage request, in SipPeer source)
    {
        bool isTop = true;
        foreach (ReadOnlySpan<byte> value in request.Values(HeaderName.Via))
        {
            if (isTop && ViaHeader.TryParse(value, out ViaHeader via))
            {
                WriteTopVia(ref writer, via, source);
            }
            else
            {
                writer.Header(HeaderName.Via, value);
            }

            isTop = false;
        }
    }

    // What a sender claims in received is never believed: the source is written over it.
    private static void WriteTopVia(ref SipWriter writer, in ViaHeader via, in SipPeer source)
    {
        writer.OpenHeader(HeaderName.Via);
        writer.Append(via.BeforeParams);
        foreach (Parameter parameter in new ParameterList(via.Params))
        {
            if (Is(parameter, "received"u8))
            {
                continue;
            }

            writer.Append(";"u8);
            writer.Append(parameter.Name);
            if (Is(parameter, "rport"u8))
            {
                writer.Append("="u8);
                writer.Append(source.Port);
            }
            else if (!parameter.Value.IsEmpty)
            {
                writer.Append("="u8);
                writer.Append(parameter.Value);
            }
        }

        Span<byte> address = stackalloc byte[64];
        if (
            source.TryFormatAddress(address, out int length)
            && (via.HasRport || !IsHost(via.Host, address[..length]))
        )
        {
            writer.Append(";received="u8);
            writer.Append(address[..length]);
        }

        writer.CloseHeader();
    }

    private static void WriteTo(ref SipWriter writer, SipMessage request, string tag)
    {
        writer.OpenHeader(HeaderName.To);
        writer.Append(request[HeaderName.To]);
        if (tag.Length > 0 && request.ToTag.IsEmpty)
        {
            writer.Append(";tag="u8);
            writer.Append(tag);
        }

        writer.CloseHeader();
    }

    private static bool IsHost(ReadOnlySpan<byte> host, ReadOnlySpan<byte> address) =>
        host.SequenceEqual(address)
        || host.Length == address.Length + 2 && host[1..^1].SequenceEqual(address);

    private static bool Is(in Parameter parameter, ReadOnlySpan<byte> name) =>
        System.Text.Ascii.EqualsIgnoreCase(parameter.Name, name);
}
