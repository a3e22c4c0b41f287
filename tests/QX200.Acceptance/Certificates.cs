using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace QX200.Acceptance;

/// <summary>Certificates that tests make for the programs they start.</summary>
internal static class Certificates
{
    /// <summary>A self-signed certificate for a host name, good for a day, and its key, in PEM form.</summary>
    public static (string Certificate, string Key) Make(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return (made.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
