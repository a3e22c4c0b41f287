using System.Text;

namespace QX200.Sip.Messages;

/// <content>The start line, the values that every message must have, and where the body ends.</content>
internal sealed partial class SipMessage
{
    private void ReadStartLine(ReadOnlySpan<byte> line, int start)
    {
        if (line.Length >= 4 && Ascii.EqualsIgnoreCase(line[..4], "SIP/"u8))
        {
            ReadStatusLine(line, start);
        }
        else
        {
            IsRequest = true;
            ReadRequestLine(line, start);
        }
    }

    // Method SP Request-URI SP SIP-Version, with single spaces (RFC 3261 7.1).
    private void ReadRequestLine(ReadOnlySpan<byte> line, int start)
    {
        int first = line.IndexOf((byte)' ');
        int last = line.LastIndexOf((byte)' ');
        if (first <= 0 || !Grammar.IsToken(line[..first]))
        {
            Reject(SipRejection.BadRequestLine);
            return;
        }

        _method = new Part(start, first);
        Method = SipMethods.Identify(line[..first]);
        ReadOnlySpan<byte> version = line[(last + 1)..];
        if (last == first || version.Length < 4 || !Ascii.EqualsIgnoreCase(version[..4], "SIP/"u8))
        {
            Reject(SipRejection.BadRequestLine);
            return;
        }

        if (!Ascii.EqualsIgnoreCase(version, "SIP/2.0"u8))
        {
            Reject(SipRejection.BadVersion);
        }

        _requestUri = new Part(start + first + 1, last - first - 1);
        if (!SipUri.TryParse(RequestUri, out _))
        {
            Reject(SipRejection.BadRequestUri);
        }
    }

    // SIP-Version SP Status-Code SP Reason-Phrase (RFC 3261 7.2); the last space is often forgotten with the phrase.
    private void ReadStatusLine(ReadOnlySpan<byte> line, int start)
    {
        int space = line.IndexOf((byte)' ');
        if (
            space < 0
            || line.Length < space + 4
            || line.Length > space + 4 && line[space + 4] != ' '
        )
        {
            Reject(SipRejection.BadStatusLine);
            return;
        }

        if (!Ascii.EqualsIgnoreCase(line[..space], "SIP/2.0"u8))
        {
            Reject(SipRejection.BadVersion);
        }

        if (
            !Grammar.TryNumber(line.Slice(space + 1, 3), out uint status)
            || status is < 100 or > 699
        )
        {
            Reject(SipRejection.BadStatusLine);
            return;
        }

        Status = (int)status;
        int reason = Math.Min(space + 5, line.Length);
        _reason = new Part(start + reason, line.Length - reason);
    }

    private void ReadMandatory()
    {
        ReadVia();
        ReadParty(HeaderName.From, SipRejection.MissingFrom, SipRejection.BadFrom, out _fromTag);
        ReadParty(HeaderName.To, SipRejection.MissingTo, SipRejection.BadTo, out _toTag);
        ReadCallId();
        ReadCSeq();
        ReadMaxForwards();
    }

    private void ReadVia()
    {
        ReadOnlySpan<byte> top = this[HeaderName.Via];
        if (!ViaHeader.TryParse(top, out ViaHeader via))
        {
            Reject(Has(HeaderName.Via) ? SipRejection.BadVia : SipRejection.MissingVia);
            return;
        }

        _topVia = PartOf(top);
        _topBranch = PartOf(via.Branch);
    }

    private void ReadParty(HeaderName name, SipRejection missing, SipRejection bad, out Part tag)
    {
        tag = default;
        if (!NameAddress.TryParse(this[name], out NameAddress party))
        {
            Reject(Has(name) ? bad : missing);
            return;
        }

        tag = PartOf(party.Tag);
    }

    private void ReadCallId()
    {
        ReadOnlySpan<byte> id = this[HeaderName.CallId];
        if (id.IsEmpty || id.ContainsAny((byte)' ', (byte)'\t'))
        {
            Reject(Has(HeaderName.CallId) ? SipRejection.BadCallId : SipRejection.MissingCallId);
            return;
        }

        _callId = PartOf(id);
    }

    private void ReadCSeq()
    {
        if (!CSeqHeader.TryParse(this[HeaderName.CSeq], out CSeqHeader cseq))
        {
            Reject(Has(HeaderName.CSeq) ? SipRejection.BadCSeq : SipRejection.MissingCSeq);
            return;
        }

        CSeqNumber = cseq.Number;
        CSeqMethod = cseq.Method;
        _cseqMethod = PartOf(cseq.MethodText);
        if (!IsRequest)
        {
            Method = cseq.Method;
        }
        else if (!cseq.MethodText.SequenceEqual(MethodText))
        {
            Reject(SipRejection.CSeqMethodMismatch);
        }
    }

    private void ReadMaxForwards()
    {
        if (!Has(HeaderName.MaxForwards))
        {
            return;
        }

        if (!Grammar.TryNumber(this[HeaderName.MaxForwards], out uint hops) || hops > 255)
        {
            Reject(SipRejection.BadMaxForwards);
            return;
        }

        MaxForwards = (int)hops;
    }

    // In a datagram the body may be followed by anything, and without Content-Length it goes to the end (18.3).
    private void ReadBody(int start, int length)
    {
        _body = new Part(start, length - start);
        if (!Has(HeaderName.ContentLength))
        {
            return;
        }

        if (!Grammar.TryNumber(this[HeaderName.ContentLength], out uint told))
        {
            Reject(SipRejection.BadContentLength);
        }
        else if (told > _body.Length)
        {
            Reject(SipRejection.BodyTooShort);
        }
        else
        {
            _body = new Part(start, (int)told);
        }
    }

    private Part PartOf(ReadOnlySpan<byte> view) =>
        new ReadOnlySpan<byte>(_buffer).Overlaps(view, out int offset)
            ? new Part(offset, view.Length)
            : default;
}
