using System.Net;
using System.Net.Security;

namespace QX200.Web;

/// <summary>Where the pages are served, and by which names.</summary>
internal sealed record WebOptions
{
    public required IPAddress Bind { get; init; }

    /// <summary>Plain HTTP; 0 is off.</summary>
    public required int Port { get; init; }

    /// <summary>HTTPS; 0 is off.</summary>
    public required int TlsPort { get; init; }

    /// <summary>Asked at every handshake, so that a replaced certificate needs no restart.</summary>
    public required Func<SslStreamCertificateContext> Certificate { get; init; }

    /// <summary>Names that this box may be called by, beside its addresses, <c>localhost</c> and its host name.</summary>
    public Func<IEnumerable<string>> Names { get; init; } = static () => [];
}
