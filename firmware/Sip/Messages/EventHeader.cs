namespace QX200.Sip.Messages;

/// <summary>A view of Event (RFC 6665 8.2.1): package and id.</summary>
internal readonly ref struct EventHeader
{
    /// <summary>"dialog", "message-summary", "refer"; a template stays with its dot.</summary>
    public ReadOnlySpan<byte> Package { get; private init; }

    /// <summary>Empty where there is none.</summary>
    public ReadOnlySpan<byte> Id { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> text, out EventHeader value)
    {
        SipUri.CutAt(text, (byte)';', out ReadOnlySpan<byte> package, out ReadOnlySpan<byte> terms);
        value = new EventHeader
        {
            Package = Grammar.Trim(package),
            Id = ParameterList.TryFind(terms, "id"u8, out ReadOnlySpan<byte> id) ? id : default,
        };
        return Grammar.IsToken(value.Package);
    }
}
