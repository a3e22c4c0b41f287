using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>Whom to call and by which way.</summary>
/// <param name="RequestUri">The URI as it goes into the request line.</param>
/// <param name="Peer">
/// Where to send the INVITE and every later request of the dialog, whatever URI and Contact say: a registered
/// telephone's flow, or an outbound proxy. None: looked up from route and URI.
/// </param>
/// <param name="Servers">
/// Where to send the INVITE, tried one after the other while one is silent, out of reach or answers 503 (RFC 3263 4.3);
/// later requests go by route and Contact. Null: looked up.
/// </param>
/// <param name="Route">Route header values, each a name-addr in angle brackets, first hop first.</param>
internal sealed record InviteTarget(
    string RequestUri,
    SipPeer Peer = default,
    IReadOnlyList<string>? Route = null,
    IReadOnlyList<SipPeer>? Servers = null
);

/// <summary>Who calls, and what else the INVITE carries. Display names are plain text, quoted on the way out.</summary>
internal sealed record InviteParts
{
    /// <summary>User part of our From and Contact, as it stands in a URI.</summary>
    public string FromUser { get; init; } = "";

    public string? FromDisplay { get; init; }

    /// <summary>Host (and port) of our From; null: our address as the peer sees it.</summary>
    public string? FromHost { get; init; }

    /// <summary>URI of the To header; null: the request URI.</summary>
    public string? To { get; init; }

    public string? ToDisplay { get; init; }

    /// <summary>User part of our Contact; null: that of From.</summary>
    public string? ContactUser { get; init; }

    /// <summary>P-Asserted-Identity, Alert-Info, Call-Info, Referred-By, Replaces and so on.</summary>
    public SipHeaders? Headers { get; init; }
}

/// <summary>What a 3xx offers instead, best first (by q, then as listed).</summary>
/// <param name="Contacts">URIs without angle brackets and parameters of the header.</param>
internal sealed record Redirection(IReadOnlyList<string> Contacts);
