using System.Text;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Dialogs;

/// <summary>
/// What two user agents share once a request has been answered with a tag (RFC 3261 12): names, sequence numbers,
/// route set and remote target. Before the first tagged response to our INVITE it is a dialog to be, without
/// <see cref="RemoteTag"/>. Signal thread.
/// </summary>
internal sealed class Dialog
{
    private static readonly byte[][] NoRoutes = [];

    private readonly byte[] _localParty;
    private readonly byte[] _remoteParty;
    private byte[] _remoteTarget;
    private byte[][] _routes;
    private uint _localCSeq;
    private long _remoteCSeq = -1;

    private Dialog(
        byte[] callId,
        byte[] localTag,
        byte[] remoteTag,
        byte[] localParty,
        byte[] remoteParty,
        byte[] remoteTarget,
        byte[][] routes
    )
    {
        CallId = callId;
        LocalTag = localTag;
        RemoteTag = remoteTag;
        _localParty = localParty;
        _remoteParty = remoteParty;
        _remoteTarget = remoteTarget;
        _routes = routes;
    }

    public byte[] CallId { get; }

    public byte[] LocalTag { get; }

    /// <summary>Empty in a dialog to be, and with a peer that knows no tags (RFC 2543).</summary>
    public byte[] RemoteTag { get; }

    /// <summary>Where requests go whatever the routes say: a flow, or what the caller asked for. None: by the routes.</summary>
    public SipPeer Pinned { get; set; }

    /// <summary>Where an INVITE of ours goes, in this order; none: where <see cref="NextHop"/> says.</summary>
    public IReadOnlyList<SipPeer> Servers { get; init; } = [];

    /// <summary>Who has to be there over TLS, wherever routes and Contact lead (<see cref="SipPeer.Server"/>).</summary>
    public ushort Server { get; init; }

    /// <summary>The call was made to a <c>sips:</c> URI, so our Contact is one too.</summary>
    public bool IsSips { get; private init; }

    /// <summary>The user part of our Contact.</summary>
    public string ContactUser { get; init; } = "";

    public bool HasRoutes => _routes.Length > 0;

    /// <summary>What goes into the request line: the target, or the first route where that router is strict (12.2.1.1).</summary>
    public ReadOnlySpan<byte> RequestUri => IsStrict ? UriOf(_routes[0]) : _remoteTarget;

    /// <summary>The URI that says where the request is sent: the first route, or the target.</summary>
    public ReadOnlySpan<byte> NextHop => HasRoutes ? UriOf(_routes[0]) : _remoteTarget;

    private bool IsStrict => HasRoutes && !IsLoose(_routes[0]);

    /// <summary>The dialog to be of an INVITE of ours.</summary>
    public static Dialog ToBe(
        string callId,
        string localTag,
        string localParty,
        string remoteParty,
        InviteTarget target,
        string contactUser
    ) =>
        new(
            Encoding.ASCII.GetBytes(callId),
            Encoding.ASCII.GetBytes(localTag),
            [],
            Encoding.UTF8.GetBytes($"{localParty};tag={localTag}"),
            Encoding.UTF8.GetBytes(remoteParty),
            Encoding.UTF8.GetBytes(SipHeaders.OneLine(target.RequestUri)),
            Routes(target.Route)
        )
        {
            Pinned = target.Peer,
            Servers = target.Servers ?? [],
            Server = target.Servers is [var first, ..] ? first.Server : target.Peer.Server,
            IsSips = IsSipsUri(Encoding.UTF8.GetBytes(target.RequestUri)),
            ContactUser = contactUser,
        };

    /// <summary>The dialog that a tagged response to our INVITE makes (12.1.2).</summary>
    public Dialog MadeBy(SipMessage response) =>
        new(
            CallId,
            LocalTag,
            response.ToTag.ToArray(),
            _localParty,
            response[HeaderName.To].ToArray(),
            TargetIn(response) ?? _remoteTarget,
            RecordRoutes(response, reversed: true)
        )
        {
            _localCSeq = _localCSeq,
            Pinned = Pinned,
            Server = Server,
            IsSips = IsSips,
            ContactUser = ContactUser,
        };

    /// <summary>The dialog that the peer's INVITE makes (12.1.1).</summary>
    /// <param name="source">Where it came from.</param>
    public static Dialog MadeBy(
        SipMessage invite,
        string localTag,
        string contactUser,
        in SipPeer source
    ) =>
        new(
            invite.CallId.ToArray(),
            Encoding.ASCII.GetBytes(localTag),
            invite.FromTag.ToArray(),
            [.. invite[HeaderName.To], .. ";tag="u8, .. Encoding.ASCII.GetBytes(localTag)],
            invite[HeaderName.From].ToArray(),
            TargetIn(invite) ?? UriOf(invite[HeaderName.From]).ToArray(),
            RecordRoutes(invite, reversed: false)
        )
        {
            _remoteCSeq = invite.CSeqNumber,
            Server = source.Server,
            IsSips = IsSipsUri(invite.RequestUri),
            ContactUser = contactUser,
        };

    /// <summary>The dialog of a subscription that was kept over a restart.</summary>
    public static Dialog Of(KeptSubscription kept) =>
        new(
            Encoding.UTF8.GetBytes(kept.CallId),
            Encoding.UTF8.GetBytes(kept.LocalTag),
            Encoding.UTF8.GetBytes(kept.RemoteTag),
            Encoding.UTF8.GetBytes(kept.LocalParty),
            Encoding.UTF8.GetBytes(kept.RemoteParty),
            Encoding.UTF8.GetBytes(kept.RemoteTarget),
            Routes(kept.Routes)
        )
        {
            _localCSeq = kept.LocalCSeq + KeptSubscription.CSeqsLeft,
            _remoteCSeq = kept.RemoteCSeq,
            Pinned = kept.Pinned,
            IsSips = kept.IsSips,
            ContactUser = kept.ContactUser,
        };

    /// <summary>What <see cref="Of"/> makes it again from.</summary>
    public KeptSubscription Keep(string @event, int expires) =>
        new(
            Encoding.UTF8.GetString(CallId),
            Encoding.UTF8.GetString(LocalTag),
            Encoding.UTF8.GetString(RemoteTag),
            Encoding.UTF8.GetString(_localParty),
            Encoding.UTF8.GetString(_remoteParty),
            Encoding.UTF8.GetString(_remoteTarget),
            [.. _routes.Select(Encoding.UTF8.GetString)],
            ContactUser,
            IsSips,
            _localCSeq,
            _remoteCSeq,
            // A connection ends with the program.
            Pinned.IsReliable
                ? default
                : Pinned,
            @event,
            expires
        );

    /// <summary>The 2xx has the last word on routes and target, whatever provisional responses said (13.2.2.4).</summary>
    public void Confirm(SipMessage response)
    {
        _routes = RecordRoutes(response, reversed: true);
        RefreshTarget(response);
    }

    public uint NextCSeq() => ++_localCSeq;

    /// <summary>Takes the number of the peer's next request; false where it is not higher than the last (12.2.2).</summary>
    public bool TakeRemoteCSeq(uint number)
    {
        if (number <= _remoteCSeq)
        {
            return false;
        }

        _remoteCSeq = number;
        return true;
    }

    /// <summary>A re-INVITE or UPDATE, or the 2xx to one, may move the peer's target (12.2.1.2, 12.2.2).</summary>
    /// <returns>Whether it has moved.</returns>
    public bool RefreshTarget(SipMessage message)
    {
        byte[] before = _remoteTarget;
        _remoteTarget = TargetIn(message) ?? _remoteTarget;
        return !_remoteTarget.AsSpan().SequenceEqual(before);
    }

    public bool IsNamed(
        ReadOnlySpan<byte> callId,
        ReadOnlySpan<byte> localTag,
        ReadOnlySpan<byte> remoteTag
    ) =>
        callId.SequenceEqual(CallId)
        && localTag.SequenceEqual(LocalTag)
        && remoteTag.SequenceEqual(RemoteTag);

    /// <summary>Route, From, To, Call-ID and CSeq of a request of ours.</summary>
    public void WriteNames(ref SipWriter request, SipMethod method, uint cseq)
    {
        WriteRoutes(ref request);
        request.Header(HeaderName.From, _localParty);
        request.Header(HeaderName.To, _remoteParty);
        request.Header(HeaderName.CallId, CallId);
        request.OpenHeader(HeaderName.CSeq);
        request.Append(cseq);
        request.Append(" "u8);
        request.Append(method.Text());
        request.CloseHeader();
    }

    private void WriteRoutes(ref SipWriter request)
    {
        bool strict = IsStrict;
        for (int i = strict ? 1 : 0; i < _routes.Length; i++)
        {
            request.Header(HeaderName.Route, _routes[i]);
        }

        if (strict)
        {
            request.OpenHeader(HeaderName.Route);
            request.Append("<"u8);
            request.Append(_remoteTarget);
            request.Append(">"u8);
            request.CloseHeader();
        }
    }

    private static bool IsSipsUri(ReadOnlySpan<byte> uri) =>
        SipUri.TryParse(uri, out SipUri parsed) && parsed.Scheme == UriScheme.Sips;

    private static byte[]? TargetIn(SipMessage message)
    {
        if (!NameAddress.TryParse(message[HeaderName.Contact], out NameAddress contact))
        {
            return null;
        }

        // Headers of a URI have no place in a request line (19.1.1, table 1).
        int headers = contact.Uri.IndexOf((byte)'?');
        return (headers < 0 ? contact.Uri : contact.Uri[..headers]).ToArray();
    }

    private static byte[][] RecordRoutes(SipMessage message, bool reversed)
    {
        if (!message.Has(HeaderName.RecordRoute))
        {
            return NoRoutes;
        }

        var routes = new List<byte[]>();
        foreach (ReadOnlySpan<byte> route in message.Values(HeaderName.RecordRoute))
        {
            routes.Add(route.ToArray());
        }

        if (reversed)
        {
            routes.Reverse();
        }

        return [.. routes];
    }

    private static byte[][] Routes(IReadOnlyList<string>? routes) =>
        routes is null or { Count: 0 }
            ? NoRoutes
            : [.. routes.Select(static route => Encoding.UTF8.GetBytes(SipHeaders.OneLine(route)))];

    private static ReadOnlySpan<byte> UriOf(ReadOnlySpan<byte> nameAddress) =>
        NameAddress.TryParse(nameAddress, out NameAddress parsed) ? parsed.Uri : nameAddress;

    private static bool IsLoose(ReadOnlySpan<byte> route) =>
        SipUri.TryParse(UriOf(route), out SipUri uri) && uri.HasParam("lr"u8);
}
