namespace QX200.Sip.Messages;

/// <summary>What stands at the beginning of the bytes that a stream has brought so far.</summary>
internal enum SipFrameState : byte
{
    /// <summary>Not a whole message yet.</summary>
    Incomplete,

    /// <summary>A whole message.</summary>
    Message,

    /// <summary>Line ends alone: keep-alives (RFC 5626 3.5.1), to be taken off before the next message.</summary>
    LineEnds,

    /// <summary>The headers or the body pass the limits, or Content-Length is not to be trusted: close the connection.</summary>
    Broken,
}

/// <summary>Finds where a message ends in a stream (RFC 3261 18.3): by the empty line and Content-Length.</summary>
internal static class SipFrame
{
    /// <summary>Looks at the stream's bytes from the beginning of a message on; never throws.</summary>
    /// <param name="length">Bytes that the message or the line ends take; 0 in the other states.</param>
    public static SipFrameState Measure(ReadOnlySpan<byte> stream, out int length)
    {
        length = stream.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        if (length != 0)
        {
            length = length < 0 ? stream.Length : length;
            return length == 0 ? SipFrameState.Incomplete : SipFrameState.LineEnds;
        }

        int headers = EndOfHeaders(stream, out int body);
        if (headers > SipMessage.MaxHeaderBytes || body > SipMessage.MaxBodyBytes || body < 0)
        {
            return SipFrameState.Broken;
        }

        if (headers == 0)
        {
            return stream.Length > SipMessage.MaxHeaderBytes
                ? SipFrameState.Broken
                : SipFrameState.Incomplete;
        }

        if (stream.Length - headers < body)
        {
            return SipFrameState.Incomplete;
        }

        length = headers + body;
        return SipFrameState.Message;
    }

    // 0 while the empty line has not come; the body is as long as Content-Length says, -1 where that is nonsense.
    private static int EndOfHeaders(ReadOnlySpan<byte> stream, out int body)
    {
        body = 0;
        bool told = false;
        for (int start = 0; ; )
        {
            int feed = stream[start..].IndexOf((byte)'\n');
            if (feed < 0)
            {
                return 0;
            }

            ReadOnlySpan<byte> line = stream.Slice(start, feed).TrimEnd((byte)'\r');
            start += feed + 1;
            if (line.IsEmpty)
            {
                return start;
            }

            if (TryContentLength(line, stream[start..], out int value))
            {
                // Two of them: nobody knows where the next message begins.
                body = told || value < 0 ? -1 : Math.Max(body, value);
                told = true;
            }

            if (body < 0)
            {
                return start;
            }
        }
    }

    private static bool TryContentLength(
        ReadOnlySpan<byte> line,
        ReadOnlySpan<byte> after,
        out int value
    )
    {
        value = 0;
        SipUri.CutAt(line, (byte)':', out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> text);
        if (HeaderNames.Identify(Grammar.Trim(name)) != HeaderName.ContentLength)
        {
            return false;
        }

        text = Grammar.Trim(text);
        if (text.IsEmpty && !after.IsEmpty && Grammar.IsBlank(after[0]))
        {
            int end = after.IndexOf((byte)'\n');
            text = Grammar.Trim(after[..Math.Max(end, 0)].TrimEnd((byte)'\r'));
        }

        value =
            Grammar.TryNumber(text, out uint number) && number <= int.MaxValue ? (int)number : -1;
        return true;
    }
}
