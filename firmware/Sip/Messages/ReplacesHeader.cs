namespace QX200.Sip.Messages;

/// <summary>A view of Replaces (RFC 3891): the dialog that an INVITE is to take the place of. Target-Dialog reads alike.</summary>
internal readonly ref struct ReplacesHeader
{
    public ReadOnlySpan<byte> CallId { get; private init; }
    public ReadOnlySpan<byte> ToTag { get; private init; }
    public ReadOnlySpan<byte> FromTag { get; private init; }
    public bool EarlyOnly { get; private init; }

    /// <summary>All three of Call-ID, to-tag and from-tag must be there (RFC 3891 6.1).</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ReplacesHeader replaces)
    {
        SipUri.CutAt(text, (byte)';', out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> parameters);
        replaces = new ReplacesHeader
        {
            CallId = Grammar.Trim(id),
            ToTag = Find(parameters, "to-tag"u8),
            FromTag = Find(parameters, "from-tag"u8),
            EarlyOnly = ParameterList.TryFind(parameters, "early-only"u8, out _),
        };
        return !replaces.CallId.IsEmpty && !replaces.ToTag.IsEmpty && !replaces.FromTag.IsEmpty;
    }

    /// <summary>Reads it out of a URI's header part, percent-escaped, as Refer-To carries it.</summary>
    /// <param name="room">Takes the unescaped text, which the view then looks into; as long as the escaped one is enough.</param>
    public static bool TryParseEscaped(
        ReadOnlySpan<byte> escaped,
        Span<byte> room,
        out ReplacesHeader replaces
    )
    {
        int length = Escapes.Unescape(escaped, room);
        replaces = default;
        return length > 0 && TryParse(room[..length], out replaces);
    }

    private static ReadOnlySpan<byte> Find(
        ReadOnlySpan<byte> parameters,
        ReadOnlySpan<byte> name
    ) => ParameterList.TryFind(parameters, name, out ReadOnlySpan<byte> value) ? value : default;
}
