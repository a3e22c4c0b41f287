namespace QX200.Sip.Messages;

/// <content>Reading: one pass over the lines, then the few values that every message must have.</content>
internal sealed partial class SipMessage
{
    /// <summary>Most bytes of start line and headers together.</summary>
    public const int MaxHeaderBytes = 16 * 1024;

    /// <summary>Most bytes of a body.</summary>
    public const int MaxBodyBytes = 64 * 1024;

    /// <summary>Most header fields in one message.</summary>
    public const int MaxFields = 128;

    /// <summary>
    /// Reads one message out of a datagram, or out of a frame of a stream. Copies the bytes, so the datagram's
    /// buffer is free again on return. Never throws, whatever the bytes; allocates nothing once the message's own
    /// buffer has grown to the sizes that come in.
    /// </summary>
    /// <returns><see cref="SipRejection.None"/>, or the first thing found wrong.</returns>
    public static SipRejection Parse(ReadOnlySpan<byte> datagram, SipMessage into)
    {
        into.Clear();
        if (datagram.Length > MaxHeaderBytes + MaxBodyBytes)
        {
            return into.Rejection = SipRejection.TooLarge;
        }

        into.Take(datagram);
        into.Read(datagram.Length);
        return into.Rejection;
    }

    private void Clear()
    {
        Array.Clear(_firstField);
        _fieldCount = 0;
        _all = _body = _method = _requestUri = _reason = default;
        _callId = _cseqMethod = _fromTag = _toTag = _topVia = _topBranch = default;
        Rejection = SipRejection.None;
        IsRequest = false;
        Method = CSeqMethod = SipMethod.Other;
        Status = 0;
        CSeqNumber = 0;
        MaxForwards = -1;
    }

    private void Take(ReadOnlySpan<byte> datagram)
    {
        if (_buffer.Length < datagram.Length)
        {
            _buffer = new byte[Math.Max(datagram.Length, _buffer.Length * 2)];
        }

        datagram.CopyTo(_buffer);
    }

    // The first fault is the one that is told; reading goes on, for the sake of the answer.
    private void Reject(SipRejection reason)
    {
        if (Rejection == SipRejection.None)
        {
            Rejection = reason;
        }
    }

    private void Read(int length)
    {
        Span<byte> text = _buffer.AsSpan(0, length);
        int start = 0;
        while (start < length && text[start] is (byte)'\r' or (byte)'\n')
        {
            start++;
        }

        if (start == length)
        {
            Reject(SipRejection.Empty);
            return;
        }

        int end = EndOfLine(text, start, out int next);
        if (next < 0)
        {
            Reject(SipRejection.HeadersNotEnded);
        }

        ReadStartLine(text[start..end], start);
        int bodyStart = next < 0 ? length : ReadFields(text, next);
        ReadMandatory();
        ReadBody(bodyStart, length);
        _all = new Part(start, _body.Start + _body.Length - start);
    }

    /// <summary>
    /// Finds the end of the line that begins at <paramref name="from"/>. A bare line feed ends a line too; a bare
    /// carriage return is refused and blanked, as a receiver of our copy could take it for a line's end.
    /// </summary>
    /// <returns>The line's end; <paramref name="next"/> is where the next begins, -1 where nothing ended this one.</returns>
    private int EndOfLine(Span<byte> text, int from, out int next)
    {
        while (true)
        {
            int found = text[from..].IndexOfAny((byte)'\r', (byte)'\n');
            if (found < 0)
            {
                next = -1;
                return text.Length;
            }

            int end = from + found;
            if (text[end] == '\n')
            {
                next = end + 1;
                return end;
            }

            if (end + 1 < text.Length && text[end + 1] == '\n')
            {
                next = end + 2;
                return end;
            }

            Reject(SipRejection.StrayCarriageReturn);
            text[end] = (byte)' ';
            from = end + 1;
        }
    }

    // Reads header fields up to the empty line. Returns where the body begins.
    private int ReadFields(Span<byte> text, int start)
    {
        while (start < text.Length)
        {
            int end = EndOfLine(text, start, out int next);
            if (next < 0)
            {
                break;
            }

            if (next > MaxHeaderBytes)
            {
                Reject(SipRejection.TooLarge);
                return text.Length;
            }

            if (end == start)
            {
                return next;
            }

            // A line that begins with a blank goes on with the value before it (RFC 3261 7.3.1): blank the break out.
            while (next < text.Length && Grammar.IsBlank(text[next]))
            {
                text[end..next].Fill((byte)' ');
                end = EndOfLine(text, next, out int after);
                if (after < 0 || after > MaxHeaderBytes)
                {
                    Reject(after < 0 ? SipRejection.HeadersNotEnded : SipRejection.TooLarge);
                    return text.Length;
                }

                next = after;
            }

            ReadField(text[start..end], start);
            start = next;
        }

        Reject(SipRejection.HeadersNotEnded);
        return text.Length;
    }

    private void ReadField(ReadOnlySpan<byte> line, int start)
    {
        int colon = line.IndexOf((byte)':');
        int nameEnd = colon;
        while (nameEnd > 0 && Grammar.IsBlank(line[nameEnd - 1]))
        {
            nameEnd--;
        }

        if (nameEnd <= 0)
        {
            Reject(SipRejection.BadHeaderLine);
            return;
        }

        HeaderName name = HeaderNames.Identify(line[..nameEnd]);
        if (name == HeaderName.Other && !Grammar.IsToken(line[..nameEnd]))
        {
            Reject(SipRejection.BadHeaderLine);
            return;
        }

        int valueStart = colon + 1;
        int valueEnd = line.Length;
        while (valueStart < valueEnd && Grammar.IsBlank(line[valueStart]))
        {
            valueStart++;
        }

        while (valueEnd > valueStart && Grammar.IsBlank(line[valueEnd - 1]))
        {
            valueEnd--;
        }

        AddField(name, start, nameEnd, start + valueStart, valueEnd - valueStart);
    }

    private void AddField(HeaderName name, int nameStart, int nameLength, int start, int length)
    {
        if (_fieldCount == _fields.Length)
        {
            if (_fieldCount == MaxFields)
            {
                Reject(SipRejection.TooManyHeaders);
                return;
            }

            Array.Resize(ref _fields, MaxFields);
        }

        ref HeaderField field = ref _fields[_fieldCount];
        field.Name = name;
        field.NameStart = (ushort)nameStart;
        field.NameLength = (ushort)nameLength;
        field.ValueStart = (ushort)start;
        field.ValueLength = (ushort)length;
        _fieldCount++;
        if (_firstField[(int)name] == 0)
        {
            _firstField[(int)name] = (byte)_fieldCount;
        }
        else
        {
            Reject(Repeated(name));
        }
    }

    private static SipRejection Repeated(HeaderName name) =>
        name switch
        {
            HeaderName.From => SipRejection.RepeatedFrom,
            HeaderName.To => SipRejection.RepeatedTo,
            HeaderName.CallId => SipRejection.RepeatedCallId,
            HeaderName.CSeq => SipRejection.RepeatedCSeq,
            HeaderName.MaxForwards => SipRejection.RepeatedMaxForwards,
            HeaderName.ContentLength => SipRejection.RepeatedContentLength,
            _ => SipRejection.None,
        };
}
