using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace QX200.Sip.Transport;

/// <summary>How a server's certificate is judged.</summary>
internal enum ServerCheck : byte
{
    /// <summary>An authority that this machine trusts vouches for the name.</summary>
    Authority,

    /// <summary>A file names who is trusted: authorities, or the server's own certificate.</summary>
    File,

    /// <summary>Not at all: whoever answers is taken for the server.</summary>
    None,
}

/// <summary>Who has to be at the other end of a TLS connection of ours.</summary>
/// <param name="Host">
/// The name or address that the settings give, which the certificate has to be for: what DNS makes of it proves nothing
/// (RFC 5922 section 4).
/// </param>
/// <param name="TrustFile">PEM; with <see cref="ServerCheck.File"/>.</param>
internal sealed record ExpectedServer(string Host, ServerCheck Check, string TrustFile = "");

/// <summary>Those that have been asked for, each with a number that a <see cref="SipPeer"/> carries. Signal thread.</summary>
internal sealed class ExpectedServers
{
    private readonly List<ExpectedServer> _all = [];

    /// <summary>The same number for the same server; 0 where there is no room, which no connection is made to.</summary>
    public ushort NumberOf(ExpectedServer server)
    {
        int known = _all.IndexOf(server);
        if (known >= 0)
        {
            return (ushort)(known + 1);
        }

        if (_all.Count == ushort.MaxValue)
        {
            return 0;
        }

        _all.Add(server);
        return (ushort)_all.Count;
    }

    public ExpectedServer? Find(ushort number) =>
        number > 0 && number <= _all.Count ? _all[number - 1] : null;
}

/// <summary>One judgement of a server's certificate.</summary>
internal sealed class ServerProof(ExpectedServer server)
{
    private readonly X509Certificate2Collection _trusted = [];

    /// <summary>Why the certificate was refused, for people; empty where it was not.</summary>
    public string Refusal { get; private set; } = "";

    public SslClientAuthenticationOptions Options
    {
        get
        {
            ReadTrusted();
            var chain = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
            if (server.Check == ServerCheck.File)
            {
                chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.CustomTrustStore.AddRange(_trusted);
            }

            return new SslClientAuthenticationOptions
            {
                TargetHost = server.Host,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                AllowRenegotiation = false,
                CertificateChainPolicy = chain,
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                    Takes(certificate, errors),
            };
        }
    }

    private bool Takes(X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (server.Check == ServerCheck.None || errors == SslPolicyErrors.None)
        {
            return true;
        }

        // The very certificate that the owner put down is proof enough, whatever name stands in it.
        if (certificate is X509Certificate2 shown && IsPutDown(shown))
        {
            return true;
        }

        Refusal =
            Refusal.Length > 0 ? Refusal
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)
                ? "the server shows no certificate"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
                ? $"the server's certificate is not for {server.Host}"
            : "nobody whom this box trusts vouches for the server's certificate, or it has expired";
        return false;
    }

    private bool IsPutDown(X509Certificate2 shown)
    {
        foreach (X509Certificate2 trusted in _trusted)
        {
            if (trusted.RawDataMemory.Span.SequenceEqual(shown.RawDataMemory.Span))
            {
                return true;
            }
        }

        return false;
    }

    private void ReadTrusted()
    {
        if (server.Check != ServerCheck.File)
        {
            return;
        }

        try
        {
            _trusted.ImportFromPemFile(server.TrustFile);
        }
        catch (Exception fault)
            when (fault is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Refusal =
                $"{Path.GetFileName(server.TrustFile)}, which says whom to trust, can't be read";
        }
    }
}
