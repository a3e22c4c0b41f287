namespace QX200.Sip.Messages;

/// <summary>A view of one Contact value with the parameters that a registrar reads (RFC 3261 20.10, RFC 5626).</summary>
internal readonly ref struct ContactHeader
{
    /// <summary>The lone "*" that unregisters everything; then the rest is empty.</summary>
    public bool IsWildcard { get; private init; }
    public NameAddress Address { get; private init; }

    /// <summary>Seconds; -1 where the parameter is absent or no number. Too large a number is <see cref="int.MaxValue"/>.</summary>
    public int Expires { get; private init; }

    /// <summary>Preference in thousandths, 0 to 1000; 1000 where it is absent.</summary>
    public int Quality { get; private init; }

    /// <summary>+sip.instance with its angle brackets; empty where there is none.</summary>
    public ReadOnlySpan<byte> Instance { get; private init; }

    /// <summary>reg-id (RFC 5626); 0 where there is none.</summary>
    public int RegId { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> text, out ContactHeader contact)
    {
        contact = default;
        if (Grammar.Trim(text).SequenceEqual("*"u8))
        {
            contact = new ContactHeader { IsWildcard = true, Expires = -1 };
            return true;
        }

        if (!NameAddress.TryParse(text, out NameAddress address))
        {
            return false;
        }

        contact = new ContactHeader
        {
            Address = address,
            Expires =
                address.TryParam("expires"u8, out ReadOnlySpan<byte> expires)
                && Grammar.TrySeconds(expires, out int seconds)
                    ? seconds
                    : -1,
            Quality = address.TryParam("q"u8, out ReadOnlySpan<byte> q) ? QualityOf(q) : 1000,
            Instance = address.TryParam("+sip.instance"u8, out ReadOnlySpan<byte> id)
                ? id
                : default,
            RegId =
                address.TryParam("reg-id"u8, out ReadOnlySpan<byte> reg)
                && Grammar.TryNumber(reg, out uint number)
                    ? (int)Math.Min(number, int.MaxValue)
                    : 0,
        };
        return true;
    }

    // "0.7", "1", "1.000", ".5": thousandths. Nonsense counts as the default.
    private static int QualityOf(ReadOnlySpan<byte> text)
    {
        SipUri.CutAt(text, (byte)'.', out ReadOnlySpan<byte> whole, out ReadOnlySpan<byte> part);
        uint thousandths = 0;
        for (int i = 0; i < 3; i++)
        {
            uint digit = i < part.Length ? (uint)(part[i] - '0') : 0;
            thousandths = thousandths * 10 + Math.Min(digit, 9);
        }

        bool good = Grammar.TryNumber(whole, out uint ones) || whole.IsEmpty && !part.IsEmpty;
        return good ? (int)Math.Min(ones * 1000UL + thousandths, 1000) : 1000;
    }
}
