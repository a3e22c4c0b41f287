using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using QX200.Runtime;
using QX200.Sip.Location;
using QX200.Sip.Messages;
using QX200.Sip.Transport;

namespace QX200.Sip.Transactions;

/// <summary>Finds the peers that a URI names (RFC 3263). Signal thread only.</summary>
internal sealed class Targets(
    SignalLoop loop,
    ISipTransport transport,
    ISipNames names,
    SipEvents events
)
{
    private static readonly SearchValues<byte> DigitsAndDots = SearchValues.Create("0123456789."u8);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Servers that did not answer of late.</summary>
    public FailedServers Failed { get; } = new(loop.Clock);

    /// <summary>
    /// The peer that a SIP URI names by a numeric host: transport by <c>;transport=</c> (UDP where none is named, TLS for
    /// <c>sips:</c>), port 5060 or 5061 where none is written. False for host names and what is no SIP URI.
    /// </summary>
    public static bool TryResolve(in SipUri uri, out SipPeer peer)
    {
        peer = default;
        if (
            !TryTransport(uri, out SipTransport? named)
            || !TryNumeric(uri.Host, out IPAddress? address)
        )
        {
            return false;
        }

        SipTransport over = named ?? SipTransport.Udp;
        peer = SipPeer.FromAddress(over, address!, uri.Port == 0 ? over.DefaultPort() : uri.Port);
        return true;
    }

    /// <summary>
    /// Finds the peer that a SIP URI names: of several servers the first that has not failed of late.
    /// <paramref name="done"/> is called with it on the signal thread, at once where the host is numeric, later where it
    /// is a name; with a peer that is none where nobody knows it.
    /// </summary>
    /// <param name="server">Who has to be there, where it is reached over TLS.</param>
    public void Resolve(
        ReadOnlySpan<byte> uri,
        ushort server,
        Action<object?, SipPeer> done,
        object? state
    ) =>
        Locate(
            uri,
            static (search, found) =>
            {
                var (done, state, server) = ((Action<object?, SipPeer>, object?, ushort))search!;
                SipPeer first = found.Length > 0 ? found[0] : default;
                done(state, first.Transport == SipTransport.Tls ? first.ExpectedAs(server) : first);
            },
            (done, state, server)
        );

    /// <summary>
    /// Finds all servers that a SIP URI names, in the order in which they are to be tried: at once where the host is
    /// numeric, later where it is a name; none where nobody knows it.
    /// </summary>
    public void Locate(ReadOnlySpan<byte> uri, Action<object?, SipPeer[]> done, object? state)
    {
        if (
            !SipUri.TryParse(uri, out SipUri parsed)
            || !TryTransport(parsed, out SipTransport? named)
        )
        {
            done(state, []);
        }
        else if (TryResolve(parsed, out SipPeer peer))
        {
            done(state, [peer]);
        }
        else
        {
            string host = Encoding.UTF8.GetString(parsed.Host);
            _ = SearchAsync(new SoughtServer(host, parsed.Port, named), done, state);
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

    private async Task SearchAsync(
        SoughtServer sought,
        Action<object?, SipPeer[]> done,
        object? state
    )
    {
        bool noV6 = transport.LocalEndPoint.AddressFamily == AddressFamily.InterNetwork;
        var search = new ServerSearch(names, Random.Shared.NextDouble, noV6);
        SipPeer[] found = [];
        try
        {
            found = await search.FindAsync(sought);
        }
        finally
        {
            // Who waits is told in any case.
            while (!loop.Post(_ => Finish(sought, found, done, state), null))
            {
                await Task.Delay(Pause, loop.Clock);
            }
        }
    }

    private void Finish(
        SoughtServer sought,
        SipPeer[] found,
        Action<object?, SipPeer[]> done,
        object? state
    )
    {
        if (found.Length == 0)
        {
            events.Unresolved(sought.Host);
        }

        done(state, Failed.InOrder(found));
    }

    // sips and transport=tcp is TLS too (RFC 3261 26.2.2).
    private static bool TryTransport(in SipUri uri, out SipTransport? transport)
    {
        transport = null;
        if (!uri.IsSip)
        {
            return false;
        }

        bool isSips = uri.Scheme == UriScheme.Sips;
        if (!uri.TryParam("transport"u8, out ReadOnlySpan<byte> named))
        {
            transport = isSips ? SipTransport.Tls : null;
            return true;
        }

        transport =
            Ascii.EqualsIgnoreCase(named, "tls"u8) ? SipTransport.Tls
            : Ascii.EqualsIgnoreCase(named, "tcp"u8)
                ? isSips ? SipTransport.Tls
                    : SipTransport.Tcp
            : Ascii.EqualsIgnoreCase(named, "udp"u8) && !isSips ? SipTransport.Udp
            : null;
        return transport is not null;
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
}
