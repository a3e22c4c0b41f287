namespace QX200.Sip.Messages;

/// <summary>
/// Goes through the values of one header, over repeated fields and comma lists. Made by
/// <see cref="SipMessage.Values"/>; valid as long as the message is.
/// </summary>
internal ref struct HeaderValueEnumerator
{
    private readonly SipMessage _message;
    private readonly HeaderName _name;
    private readonly bool _isList;
    private int _nextField;
    private ReadOnlySpan<byte> _rest;

    internal HeaderValueEnumerator(SipMessage message, HeaderName name)
    {
        _message = message;
        _name = name;
        _isList = name.IsList();
    }

    /// <summary>The value, trimmed.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly HeaderValueEnumerator GetEnumerator() => this;

    public bool MoveNext()
    {
        while (true)
        {
            while (!_rest.IsEmpty)
            {
                Current = TakeItem();
                if (!Current.IsEmpty)
                {
                    return true;
                }
            }

            int field = _nextField < 0 ? -1 : _message.NextField(_name, _nextField);
            if (field < 0)
            {
                _nextField = -1;
                return false;
            }

            _nextField = field + 1;
            _rest = _message.ValueOf(field);
        }
    }

    private ReadOnlySpan<byte> TakeItem()
    {
        ReadOnlySpan<byte> whole = _rest;
        int end = _isList ? Grammar.EndOfListItem(whole) : whole.Length;
        _rest = whole[Math.Min(end + 1, whole.Length)..];
        return Grammar.Trim(whole[..end]);
    }
}
