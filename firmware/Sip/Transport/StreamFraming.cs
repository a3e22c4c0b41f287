using QX200.Sip.Messages;

namespace QX200.Sip.Transport;

/// <summary>What stands at the front of a stream.</summary>
internal enum Framed : byte
{
    /// <summary>Not enough bytes yet.</summary>
    Nothing,

    /// <summary>One whole message.</summary>
    Message,

    /// <summary>A double line end, to be answered with a single one (RFC 5626 4.4.1).</summary>
    Ping,

    /// <summary>A header section whose Content-Length cannot be read: worth a 400, but nothing after it can be found.</summary>
    LastMessage,

    /// <summary>No SIP, or over a size limit: the connection is of no use any more.</summary>
    Broken,
}

/// <summary>
/// Cuts a stream into messages by Content-Length (RFC 3261 18.3). The buffer grows to what the limits allow and
/// shrinks again. One thread at a time.
/// </summary>
internal sealed class StreamFraming
{
    public const int MostHeaderBytes = 16 << 10;
    public const int MostBodyBytes = 64 << 10;
    private const int UsualSize = 4 << 10;

    private byte[] _buffer = new byte[UsualSize];
    private int _start;
    private int _end;
    private int _scanned;

    /// <summary>Where the next bytes of the stream go; never empty.</summary>
    public Memory<byte> Room
    {
        get
        {
            MakeRoom();
            return _buffer.AsMemory(_end);
        }
    }

    /// <summary>So many bytes were put into <see cref="Room"/>.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Takes the next thing off the stream.</summary>
    /// <param name="message">A view that stands until the next call of any member.</param>
    public Framed Take(out ReadOnlySpan<byte> message)
    {
        message = default;
        if (TryTakeLineEnds(out bool isPing))
        {
            return isPing ? Framed.Ping : Framed.Nothing;
        }

        ReadOnlySpan<byte> waiting = _buffer.AsSpan(_start, _end - _start);
        int headers = EndOfHeaders(waiting);
        if (headers < 0)
        {
            return waiting.Length > MostHeaderBytes ? Framed.Broken : Framed.Nothing;
        }

        if (headers > MostHeaderBytes)
        {
            return Framed.Broken;
        }

        if (!TryReadContentLength(waiting[..headers], out uint body))
        {
            message = Consume(headers);
            return Framed.LastMessage;
        }

        if (body > MostBodyBytes)
        {
            return Framed.Broken;
        }

        if (waiting.Length < headers + (int)body)
        {
            return Framed.Nothing;
        }

        message = Consume(headers + (int)body);
        return Framed.Message;
    }

    private ReadOnlySpan<byte> Consume(int length)
    {
        ReadOnlySpan<byte> taken = _buffer.AsSpan(_start, length);
        _start += length;
        _scanned = 0;
        return taken;
    }

    // True where nothing but line ends is there, or a ping stands in front. A single line end between messages
    // is passed over, as RFC 3261 7.5 asks.
    private bool TryTakeLineEnds(out bool isPing)
    {
        isPing = false;
        while (true)
        {
            ReadOnlySpan<byte> waiting = _buffer.AsSpan(_start, _end - _start);
            if (waiting.StartsWith("\r\n\r\n"u8))
            {
                Consume(4);
                isPing = true;
                return true;
            }

            if ("\r\n\r\n"u8.StartsWith(waiting))
            {
                return true;
            }

            if (!waiting.StartsWith("\r\n"u8))
            {
                return false;
            }

            Consume(2);
        }
    }

    private int EndOfHeaders(ReadOnlySpan<byte> waiting)
    {
        int found = waiting[_scanned..].IndexOf("\r\n\r\n"u8);
        if (found >= 0)
        {
            int end = _scanned + found + 4;
            return end;
        }

        // The last three bytes may be the beginning of the end.
        _scanned = Math.Max(waiting.Length - 3, 0);
        return -1;
    }

    // A header section without Content-Length has no body: what else could be read from a stream.
    private static bool TryReadContentLength(ReadOnlySpan<byte> headers, out uint length)
    {
        length = 0;
        bool seen = false;
        ReadOnlySpan<byte> rest = headers[(headers.IndexOf("\r\n"u8) + 2)..];
        while (rest.Length > 2)
        {
            int end = EndOfLine(rest);
            ReadOnlySpan<byte> line = rest[..end];
            rest = rest[(end + 2)..];
            int colon = line.IndexOf((byte)':');
            if (colon < 0 || !IsContentLength(line[..colon].TrimEnd(" \t"u8)))
            {
                continue;
            }

            if (!Grammar.TryNumber(line[(colon + 1)..].Trim(" \t\r\n"u8), out uint value))
            {
                return false;
            }

            if (seen && value != length)
            {
                return false;
            }

            seen = true;
            length = value;
        }

        return true;
    }

    // A line that begins with a blank goes on with the one before it.
    private static int EndOfLine(ReadOnlySpan<byte> rest)
    {
        int from = 0;
        while (true)
        {
            int end = from + rest[from..].IndexOf("\r\n"u8);
            if (end + 2 >= rest.Length || !Grammar.IsBlank(rest[end + 2]))
            {
                return end;
            }

            from = end + 2;
        }
    }

    private static bool IsContentLength(ReadOnlySpan<byte> name) =>
        System.Text.Ascii.EqualsIgnoreCase(name, "Content-Length"u8)
        || System.Text.Ascii.EqualsIgnoreCase(name, "l"u8);

    private void MakeRoom()
    {
        int waiting = _end - _start;
        if (waiting == 0)
        {
            _start = 0;
            _end = 0;
            if (_buffer.Length > UsualSize)
            {
                _buffer = new byte[UsualSize];
            }

            return;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, waiting).CopyTo(_buffer);
            _start = 0;
            _end = waiting;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
    }
}
