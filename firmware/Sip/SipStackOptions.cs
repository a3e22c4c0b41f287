using System.Net;
using System.Net.Security;
using QX200.Sip.Transactions;

namespace QX200.Sip;

/// <summary>How the SIP stack is set up.</summary>
internal sealed record SipStackOptions
{
    /// <summary>0.0.0.0 for every IPv4 address, <c>::</c> for IPv6 and IPv4, or one address.</summary>
    public IPAddress BindAddress { get; init; } = IPAddress.Any;

    /// <summary>Of UDP and TCP alike; 0: any free one.</summary>
    public int Port { get; init; } = 5060;

    /// <summary>Of SIP over TLS; null: off; 0: any free one.</summary>
    public int? TlsPort { get; init; }

    /// <summary>What is shown to those who come in over TLS; asked at each handshake, on pool threads.</summary>
    public Func<SslStreamCertificateContext>? Certificate { get; init; }

    /// <summary>Host names that mean this box, beside its addresses.</summary>
    public IReadOnlyList<string> Domains { get; init; } = [];

    /// <summary>The value of Server and User-Agent.</summary>
    public string ServerName { get; init; } = "QX200";

    public SipTimes Times { get; init; } = SipTimes.Standard;
}
