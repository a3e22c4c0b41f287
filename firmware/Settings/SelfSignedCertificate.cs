using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace QX200.Settings;

/// <summary>
/// The certificate that a box makes for itself: ECDSA on P-256, for every name and address that it has at that moment.
/// Nobody vouches for it; who wants to trust it installs it.
/// </summary>
internal static class SelfSignedCertificate
{
    /// <summary>The name by which a box is found on its network, whatever its host name is.</summary>
    public const string LocalName = "qx200.local";

    private const int Years = 20;
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    // A box without a battery-backed clock may make it while it believes in 1970.
    private static readonly DateTimeOffset s_begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ECDsa NewKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Long-lived, as nobody is there to renew it; the caller disposes of it.</summary>
    public static X509Certificate2 Make(ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest(
            $"CN={LocalName}, O=QX200",
            key,
            HashAlgorithmName.SHA256
        );
        request.CertificateExtensions.Add(Names());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true)
        );
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerAuth), new Oid(ClientAuth)], false)
        );
        request.CertificateExtensions.Add(
            new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false)
        );
        DateTimeOffset later = now > s_begin ? now : s_begin;
        return request.CreateSelfSigned(s_begin, later.AddYears(Years));
    }

    private static X509Extension Names()
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (
            string name in (string[])[Dns.GetHostName().ToLowerInvariant(), LocalName, "localhost"]
        )
        {
            // A host name may hold what a certificate cannot.
            if (Uri.CheckHostName(name) == UriHostNameType.Dns && name.All(char.IsAscii))
            {
                names.AddDnsName(name);
            }
        }

        foreach (IPAddress address in Addresses())
        {
            names.AddIpAddress(address);
        }

        return names.Build();
    }

    private static IEnumerable<IPAddress> Addresses() =>
        NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(static i => i.OperationalStatus is not OperationalStatus.Down)
            .SelectMany(static i => i.GetIPProperties().UnicastAddresses)
            .Select(static a => a.Address)
            .Where(static a =>
                a.AddressFamily == AddressFamily.InterNetwork
                || (a.AddressFamily == AddressFamily.InterNetworkV6 && !a.IsIPv6LinkLocal)
            )
            .Append(IPAddress.Loopback)
            .Append(IPAddress.IPv6Loopback)
            .Distinct();
}
