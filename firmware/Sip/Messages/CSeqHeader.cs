namespace QX200.Sip.Messages;

/// <summary>A view of CSeq: a number below 2^31 and a method (RFC 3261 8.1.1.5).</summary>
internal readonly ref struct CSeqHeader
{
    public uint Number { get; private init; }
    public SipMethod Method { get; private init; }
    public ReadOnlySpan<byte> MethodText { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> text, out CSeqHeader cseq)
    {
        cseq = default;
        int blank = text.IndexOfAny((byte)' ', (byte)'\t');
        if (
            blank < 0
            || !Grammar.TryNumber(text[..blank], out uint number)
            || number > int.MaxValue
        )
        {
            return false;
        }

        ReadOnlySpan<byte> method = Grammar.Trim(text[blank..]);
        cseq = new CSeqHeader
        {
            Number = number,
            Method = SipMethods.Identify(method),
            MethodText = method,
        };
        return Grammar.IsToken(method);
    }
}
