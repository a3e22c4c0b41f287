using System.Net;
using System.Text;
using QX200.Runtime;
using QX200.Settings;
using QX200.Sip;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>
/// The addresses that an account's calls may come from: all that its server's name stands for, and those that the
/// settings add. Names are looked up now and every few minutes. Signal thread only.
/// </summary>
internal sealed class AccountSources
{
    private readonly SipStack _stack;
    private readonly byte[] _server;
    private readonly SourceHost _servers;
    private readonly List<IPNetwork> _networks = [];
    private readonly List<SourceHost> _hosts = [];
    private TimerId _timer;
    private readonly Action<SipPeer[]> _found;
    private bool _stopped;

    /// <param name="found">Told of the server each time it is found.</param>
    public AccountSources(SipStack stack, AccountTerms terms, Action<SipPeer[]> found)
    {
        _stack = stack;
        _found = found;
        _server = Encoding.UTF8.GetBytes($"sip:{terms.HostAndPort}{terms.TransportParameter}");
        int port = terms.Server.Port;
        _servers = new SourceHost(terms.Server.Host, port);
        foreach (string entry in terms.Addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPNetwork.TryParse(entry, out IPNetwork network))
            {
                _networks.Add(network);
            }
            else if (SipServerAddress.TrySplit(entry, out string host, out int own))
            {
                _hosts.Add(new SourceHost(host, own == 0 ? port : own));
            }
        }

        ServerPort = port;
    }

    public void Start() => LookUp();

    private int ServerPort { get; }

    /// <summary>The server has been found; what it was before is forgotten.</summary>
    public void Learn(IReadOnlyList<SipPeer> servers) =>
        _servers.Take([.. servers.Select(static s => s.Address)]);

    /// <summary>Whether a request from there is the server's. Over UDP the port counts too, where the settings name it.</summary>
    public bool Has(in SipPeer source)
    {
        if (_servers.Has(source))
        {
            return true;
        }

        foreach (SourceHost host in _hosts)
        {
            if (host.Has(source))
            {
                return true;
            }
        }

        if (_networks.Count == 0 || !PortFits(source, ServerPort))
        {
            return false;
        }

        IPAddress address = source.Address;
        return _networks.Exists(n => n.Contains(address));
    }

    public void Stop()
    {
        _stopped = true;
        _stack.Loop.Timers.Cancel(ref _timer);
    }

    private static bool PortFits(in SipPeer source, int port) =>
        port == 0 || source.IsReliable || source.Port == port;

    private void LookUp()
    {
        bool anyName = !_servers.IsNumeric;
        _stack.Locate(
            _server,
            static (state, found) => ((AccountSources)state!).Found(found),
            this
        );
        foreach (SourceHost host in _hosts)
        {
            anyName |= host.LookUp(_stack);
        }

        if (anyName && !_stopped)
        {
            _timer = _stack.Loop.Timers.Schedule(
                AccountTimes.LookUp,
                static sources => ((AccountSources)sources!).LookUp(),
                this
            );
        }
    }

    private void Found(SipPeer[] servers)
    {
        if (servers.Length > 0 && !_stopped)
        {
            Learn(servers);
            _found(servers);
        }
    }

    private sealed class SourceHost(string host, int port)
    {
        private SipPeer[] _addresses = [];

        public bool IsNumeric { get; } = IPAddress.TryParse(host, out _);

        public bool Has(in SipPeer source)
        {
            foreach (ref readonly SipPeer address in _addresses.AsSpan())
            {
                if (address.SameAddress(source) && PortFits(source, port))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>True where the host is a name, which may move.</summary>
        public bool LookUp(SipStack stack)
        {
            if (IPAddress.TryParse(host, out IPAddress? address))
            {
                Take([address]);
                return false;
            }

            stack.FindAddresses(
                host,
                static (state, found) => ((SourceHost)state!).Take(found),
                this
            );
            return true;
        }

        // A resolver that fails for a moment does not make a server a stranger.
        public void Take(IPAddress[] found)
        {
            if (found.Length > 0)
            {
                _addresses =
                [
                    .. found.Select(static a => SipPeer.FromAddress(SipTransport.Udp, a, 0)),
                ];
            }
        }
    }
}
