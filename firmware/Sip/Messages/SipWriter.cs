using System.Buffers.Text;
using System.Text;

namespace QX200.Sip.Messages;

/// <summary>
/// Writes one message into the caller's span: start line, headers, then <see cref="Body(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>
/// or <see cref="End"/>. Never throws: what does not fit sets <see cref="Overflowed"/> and nothing more is written.
/// </summary>
/// <remarks>A line break inside a value becomes a blank, so that no value can forge a header.</remarks>
internal ref struct SipWriter
{
    private readonly Span<byte> _room;
    private int _length;

    public SipWriter(Span<byte> room)
    {
        _room = room;
        _length = 0;
        Overflowed = false;
    }

    /// <summary>Something did not fit: the message is to be thrown away.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>Bytes written so far.</summary>
    public readonly int Length => _length;

    public readonly ReadOnlySpan<byte> Written => _room[.._length];

    public void Request(SipMethod method, scoped ReadOnlySpan<byte> uri) =>
        Request(method.Text(), uri);

    public void Request(scoped ReadOnlySpan<byte> method, scoped ReadOnlySpan<byte> uri)
    {
        Append(method);
        Put(" "u8);
        Append(uri);
        Put(" SIP/2.0\r\n"u8);
    }

    /// <param name="reason">Null: the usual phrase of that status.</param>
    public void Status(int status, string? reason = null)
    {
        Put("SIP/2.0 "u8);
        Append(status);
        Put(" "u8);
        Append(reason ?? ReasonPhrases.Of(status));
        Put("\r\n"u8);
    }

    public void Header(HeaderName name, scoped ReadOnlySpan<byte> value)
    {
        OpenHeader(name);
        Append(value);
        CloseHeader();
    }

    public void Header(HeaderName name, string value)
    {
        OpenHeader(name);
        Append(value);
        CloseHeader();
    }

    public void Header(HeaderName name, long value)
    {
        OpenHeader(name);
        Append(value);
        CloseHeader();
    }

    public void Header(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        OpenHeader(name);
        Append(value);
        CloseHeader();
    }

    public void Header(string name, string value)
    {
        Append(name);
        Put(": "u8);
        Append(value);
        CloseHeader();
    }

    /// <summary>Copies every field of that name, in order, as it stands in the message.</summary>
    public void CopyHeader(SipMessage message, HeaderName name)
    {
        for (
            int field = message.NextField(name, 0);
            field >= 0;
            field = message.NextField(name, field + 1)
        )
        {
            Header(
                name == HeaderName.Other ? message.NameOf(field) : name.Text(),
                message.ValueOf(field)
            );
        }
    }

    /// <summary>Begins a header whose value is put together by the Append calls up to <see cref="CloseHeader"/>.</summary>
    public void OpenHeader(HeaderName name) => OpenHeader(name.Text());

    public void OpenHeader(scoped ReadOnlySpan<byte> name)
    {
        Append(name);
        Put(": "u8);
    }

    public void CloseHeader() => Put("\r\n"u8);

    public void Append(scoped ReadOnlySpan<byte> text)
    {
        int from = _length;
        Put(text);
        BlankLineBreaks(from);
    }

    public void Append(string text)
    {
        if (Overflowed || !Encoding.UTF8.TryGetBytes(text, _room[_length..], out int written))
        {
            Overflowed = true;
            return;
        }

        int from = _length;
        _length += written;
        BlankLineBreaks(from);
    }

    public void Append(long number)
    {
        if (Overflowed || !Utf8Formatter.TryFormat(number, _room[_length..], out int written))
        {
            Overflowed = true;
            return;
        }

        _length += written;
    }

    /// <summary>A quoted string: quotes around it, backslashes before the signs that need them.</summary>
    public void AppendQuoted(string text)
    {
        Put("\""u8);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
            {
                Put("\\"u8);
            }

            AppendRune(rune);
        }

        Put("\""u8);
    }

    /// <summary>The user part of a URI: what may not stand there bare is percent-escaped.</summary>
    public void AppendUser(string user)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in user.EnumerateRunes())
        {
            foreach (byte b in utf8[..rune.EncodeToUtf8(utf8)])
            {
                AppendEscaped(b, Escapes.IsBareInUser(b));
            }
        }
    }

    /// <summary>The value of a URI's header: what may not stand there bare is percent-escaped.</summary>
    public void AppendEscapedHeader(scoped ReadOnlySpan<byte> value)
    {
        foreach (byte b in value)
        {
            AppendEscaped(b, Escapes.IsBareInHeader(b));
        }
    }

    /// <summary>Ends the message with a body: Content-Type, Content-Length, the empty line, the bytes as they are.</summary>
    public void Body(scoped ReadOnlySpan<byte> contentType, scoped ReadOnlySpan<byte> body)
    {
        Header(HeaderName.ContentType, contentType);
        Header(HeaderName.ContentLength, body.Length);
        CloseHeader();
        Put(body);
    }

    public void Body(string contentType, scoped ReadOnlySpan<byte> body)
    {
        Header(HeaderName.ContentType, contentType);
        Header(HeaderName.ContentLength, body.Length);
        CloseHeader();
        Put(body);
    }

    /// <summary>Ends the message without a body.</summary>
    public void End()
    {
        Header(HeaderName.ContentLength, 0L);
        CloseHeader();
    }

    private void AppendRune(Rune rune)
    {
        Span<byte> utf8 = stackalloc byte[4];
        Append(utf8[..rune.EncodeToUtf8(utf8)]);
    }

    private void AppendEscaped(byte b, bool bare)
    {
        if (bare)
        {
            Put([b]);
            return;
        }

        ReadOnlySpan<byte> digits = "0123456789ABCDEF"u8;
        Put([(byte)'%', digits[b >> 4], digits[b & 15]]);
    }

    private void Put(scoped ReadOnlySpan<byte> bytes)
    {
        if (Overflowed || !bytes.TryCopyTo(_room[_length..]))
        {
            Overflowed = true;
            return;
        }

        _length += bytes.Length;
    }

    private readonly void BlankLineBreaks(int from)
    {
        Span<byte> fresh = _room[from.._length];
        if (fresh.ContainsAny((byte)'\r', (byte)'\n'))
        {
            fresh.Replace((byte)'\r', (byte)' ');
            fresh.Replace((byte)'\n', (byte)' ');
        }
    }
}
