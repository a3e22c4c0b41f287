using System.Text;

namespace QX200.Sip.Messages;

/// <summary>
/// One request or response: its bytes, and where in them each header stands. Every span it gives is a view into its
/// own buffer and lives until the message is parsed anew or given back to its pool.
/// </summary>
/// <remarks>
/// One thread at a time; on the signal thread it is shared by <see cref="Retain"/> and <see cref="Release"/>.
/// After a rejection the views still show whatever could be read, so that a 400 can be written:
/// see <see cref="CanBeAnswered"/>.
/// </remarks>
internal sealed partial class SipMessage
{
    private readonly SipMessagePool? _pool;
    private readonly byte[] _firstField = new byte[HeaderNames.Count];
    private byte[] _buffer = new byte[2048];
    private HeaderField[] _fields = new HeaderField[32];
    private int _fieldCount;
    private int _references;
    private Part _all;
    private Part _body;
    private Part _method;
    private Part _requestUri;
    private Part _reason;
    private Part _callId;
    private Part _cseqMethod;
    private Part _fromTag;
    private Part _toTag;
    private Part _topVia;
    private Part _topBranch;

    /// <summary>A message of its own, outside any pool.</summary>
    public SipMessage() => _references = 1;

    internal SipMessage(SipMessagePool pool) => _pool = pool;

    /// <summary>What the last parse said.</summary>
    public SipRejection Rejection { get; private set; }

    public bool IsRequest { get; private set; }

    /// <summary>The method of a request; of a response, the one its CSeq names.</summary>
    public SipMethod Method { get; private set; }

    /// <summary>The method as written; empty in a response.</summary>
    public ReadOnlySpan<byte> MethodText => View(_method);

    /// <summary>The Request-URI as written; empty in a response.</summary>
    public ReadOnlySpan<byte> RequestUri => View(_requestUri);

    /// <summary>100 to 699; 0 in a request.</summary>
    public int Status { get; private set; }

    /// <summary>The reason phrase of a response as written (UTF-8); may be empty.</summary>
    public ReadOnlySpan<byte> Reason => View(_reason);

    public ReadOnlySpan<byte> CallId => View(_callId);
    public uint CSeqNumber { get; private set; }
    public SipMethod CSeqMethod { get; private set; }
    public ReadOnlySpan<byte> CSeqMethodText => View(_cseqMethod);

    /// <summary>Empty where From has no tag (RFC 2543).</summary>
    public ReadOnlySpan<byte> FromTag => View(_fromTag);

    /// <summary>Empty outside a dialog.</summary>
    public ReadOnlySpan<byte> ToTag => View(_toTag);

    /// <summary>The branch of the topmost Via; empty where it has none.</summary>
    public ReadOnlySpan<byte> TopBranch => View(_topBranch);

    /// <summary>The topmost Via value as written, for <see cref="ViaHeader.TryParse"/>.</summary>
    public ReadOnlySpan<byte> TopVia => View(_topVia);

    /// <summary>0 to 255; -1 where the header is absent, which is as good as 70 (RFC 3261 16.3).</summary>
    public int MaxForwards { get; private set; }

    public ReadOnlySpan<byte> Body => View(_body);

    /// <summary>
    /// The message from its first line to the end of its body. Folded lines are unfolded in it; bytes of the
    /// datagram after the body are not in it.
    /// </summary>
    public ReadOnlySpan<byte> Raw => View(_all);

    /// <summary>
    /// The first value of that header, trimmed: the first element of a comma list, the whole value of any other.
    /// Empty where the header is absent (or stands there empty: see <see cref="Has"/>).
    /// </summary>
    public ReadOnlySpan<byte> this[HeaderName name]
    {
        get
        {
            if (_firstField[(int)name] == 0)
            {
                return default;
            }

            ReadOnlySpan<byte> whole = ValueOf(_firstField[(int)name] - 1);
            if (!name.IsList())
            {
                return whole;
            }

            HeaderValueEnumerator values = Values(name);
            return values.MoveNext() ? values.Current : default;
        }
    }

    public bool Has(HeaderName name) => _firstField[(int)name] != 0;

    /// <summary>
    /// Every value of that header in order, over repeated fields and (for headers that are lists) comma lists.
    /// Empty list elements are passed over.
    /// </summary>
    public HeaderValueEnumerator Values(HeaderName name) => new(this, name);

    /// <summary>
    /// Whether a list header holds that word (an option tag, a method, an event package), in any case.
    /// </summary>
    public bool HasToken(HeaderName name, ReadOnlySpan<byte> token)
    {
        foreach (ReadOnlySpan<byte> value in Values(name))
        {
            if (Ascii.EqualsIgnoreCase(value, token))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The whole value of the first field of that name, known or not, in any case.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        HeaderName known = HeaderNames.Identify(name);
        for (int i = 0; i < _fieldCount; i++)
        {
            if (
                _fields[i].Name == known
                && (known != HeaderName.Other || Ascii.EqualsIgnoreCase(NameOf(i), name))
            )
            {
                value = ValueOf(i);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>Whether the body is of that media type, "application/sdp", whatever its parameters.</summary>
    public bool HasContentType(ReadOnlySpan<byte> mediaType)
    {
        ReadOnlySpan<byte> written = this[HeaderName.ContentType];
        int end = written.IndexOf((byte)';');
        return Ascii.EqualsIgnoreCase(Grammar.Trim(end < 0 ? written : written[..end]), mediaType);
    }

    /// <summary>
    /// Whether a response can be written: a request other than ACK whose Via, From, To, Call-ID and CSeq could be
    /// found. True of every good request but ACK.
    /// </summary>
    public bool CanBeAnswered =>
        IsRequest
        && Method != SipMethod.Ack
        && !TopVia.IsEmpty
        && Has(HeaderName.From)
        && Has(HeaderName.To)
        && !CallId.IsEmpty
        && Has(HeaderName.CSeq);

    /// <summary>Signal thread: one more holder.</summary>
    public void Retain() => _references++;

    /// <summary>Signal thread: one holder less; the last one gives the message back to its pool.</summary>
    public void Release()
    {
        if (--_references == 0)
        {
            _pool?.Return(this);
        }
    }

    internal void Rented() => _references = 1;

    internal ReadOnlySpan<byte> NameOf(int field) =>
        _buffer.AsSpan(_fields[field].NameStart, _fields[field].NameLength);

    internal ReadOnlySpan<byte> ValueOf(int field) =>
        _buffer.AsSpan(_fields[field].ValueStart, _fields[field].ValueLength);

    /// <summary>The next field of that name at or after <paramref name="from"/>; -1 at the end.</summary>
    internal int NextField(HeaderName name, int from)
    {
        int first = _firstField[(int)name];
        for (int i = Math.Max(from, first - 1); first != 0 && i < _fieldCount; i++)
        {
            if (_fields[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private ReadOnlySpan<byte> View(Part part) => _buffer.AsSpan(part.Start, part.Length);

    // A part of the buffer. Offsets, not spans, so that the message can live on the heap.
    private readonly record struct Part(int Start, int Length);

    // The header section is at most 16 KB, so 16 bits are enough for a place in it.
    private struct HeaderField
    {
        public ushort NameStart;
        public ushort NameLength;
        public ushort ValueStart;
        public ushort ValueLength;
        public HeaderName Name;
    }
}
