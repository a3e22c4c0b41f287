using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Transactions;

/// <summary>Finds the peer that a URI names (RFC 3263 without its DNS records). Signal thread only.</summary>
internal sealed class Targets(
    SignalLoop loop,
    ISipTransport transport,
    ISipNames names,
    SipEvents events
)
{
    private const int DefaultPort = 5060;
    private static readonly SearchValues<byte> DigitsAndDots = SearchValues.Create("0123456789."u8);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly SipEvents _events = events;

    /// <summary>
    /// The peer that a SIP URI names by a numeric host: transport by <c>;transport=</c> (UDP where none is named),
    /// port 5060 where none is written. False for host names, sips and what is no SIP URI.
    /// </summary>
    public static bool TryResolve(in SipUri uri, out SipPeer peer)
    {
        peer = default;
        if (
            !TryTransport(uri, out SipTransport transport)
            || !TryNumeric(uri.Host, out IPAddress? address)
        )
        {
            return false;
        }

        peer = SipPeer.FromAddress(transport, address!, PortOf(uri));
        return true;
    }

    /// <summary>
    /// Finds the peer that a SIP URI names. <paramref name="done"/> is called with it on the signal thread, at once
    /// where the host is numeric, later where it is a name; with a peer that is none where nobody knows it.
    /// </summary>
    public void Resolve(ReadOnlySpan<byte> uri, Action<object?, SipPeer> done, object? state)
    {
        if (
            !SipUri.TryParse(uri, out SipUri parsed)
            || !TryTransport(parsed, out SipTransport transport)
        )
        {
            done(state, default);
        }
        else if (TryResolve(parsed, out SipPeer peer))
        {
            done(state, peer);
        }
        else
        {
            string host = Encoding.UTF8.GetString(parsed.Host);
            _ = LookUpAsync(new Lookup(host, transport, PortOf(parsed), done, state, this));
        }
    }

    /// <summary>See <see cref="SipStack.FindAddresses"/>.</summary>
    public void FindAddresses(string host, Action<object?, IPAddress[]> done, object? state) =>
        _ = FindAsync(host, done, state);

    private async Task FindAsync(string host, Action<object?, IPAddress[]> done, object? state)
    {
        IPAddress[] found = await names.FindAsync(host);
        while (!loop.Post(_ => done(state, found), null))
        {
            await Task.Delay(Pause, loop.Clock);
        }
    }

    private async Task LookUpAsync(Lookup lookup)
    {
        lookup.Found = await names.FindAsync(lookup.Host);
        while (!loop.Post(static found => ((Lookup)found!).Finish(), lookup))
        {
            await Task.Delay(Pause, loop.Clock);
        }
    }

    // IPv4 where it can be had: fewer houses lose it on the way.
    private IPAddress? Choose(IPAddress[] found)
    {
        bool noV6 = transport.LocalEndPoint.AddressFamily == AddressFamily.InterNetwork;
        IPAddress? v4 = Array.Find(found, a => a.AddressFamily == AddressFamily.InterNetwork);
        return v4 is null && !noV6 ? found.FirstOrDefault() : v4;
    }

    private static int PortOf(in SipUri uri) => uri.Port == 0 ? DefaultPort : uri.Port;

    private static bool TryTransport(in SipUri uri, out SipTransport transport)
    {
        transport = SipTransport.Udp;
        if (uri.Scheme != UriScheme.Sip)
        {
            return false;
        }

        if (!uri.TryParam("transport"u8, out ReadOnlySpan<byte> named))
        {
            return true;
        }

        bool isTcp = Ascii.EqualsIgnoreCase(named, "tcp"u8);
        transport = isTcp ? SipTransport.Tcp : SipTransport.Udp;
        return isTcp || Ascii.EqualsIgnoreCase(named, "udp"u8);
    }

    private static bool TryNumeric(ReadOnlySpan<byte> host, out IPAddress? address)
    {
        bool isV6 = host.Length > 2 && host[0] == '[';
        // IPAddress also takes "127.1" and "0x7f000001"; a SIP host of digits and dots has four parts.
        bool mayBeV4 = host.Count((byte)'.') == 3 && !host.ContainsAnyExcept(DigitsAndDots);
        address = null;
        return (isV6 || mayBeV4)
            && IPAddress.TryParse(Encoding.ASCII.GetString(isV6 ? host[1..^1] : host), out address);
    }

    private sealed class Lookup(
        string host,
        SipTransport transport,
        int port,
        Action<object?, SipPeer> done,
        object? state,
        Targets targets
    )
    {
        public string Host => host;

        public IPAddress[] Found { get; set; } = [];

        public void Finish()
        {
            IPAddress? address = targets.Choose(Found);
            if (address is null)
            {
                targets._events.Unresolved(host);
            }

            done(state, address is null ? default : SipPeer.FromAddress(transport, address, port));
        }
    }
}
