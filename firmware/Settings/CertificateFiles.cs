using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace QX200.Settings;

/// <summary>What DIR/tls holds.</summary>
/// <param name="Chain">The certificate with its key and those that vouch for it; null where they can't be used.</param>
/// <param name="Problem">What is wrong, also with a certificate that can be used; null when all is well.</param>
internal sealed record CertificateRead(SslStreamCertificateContext? Chain, Problem? Problem);

/// <summary>
/// DIR/tls/cert.pem and key.pem: the box's certificate, made when missing, replaced by its owner as he likes. All
/// members wait for the disk.
/// </summary>
internal sealed class CertificateFiles(SettingsFolder folder)
{
    public const string CertificateFile = "tls/cert.pem";
    public const string KeyFile = "tls/key.pem";

    private const int LargestFile = 1 << 20;
    private const UnixFileMode OwnerOnly =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Whether neither file is there.</summary>
    public bool AreMissing =>
        !Path.Exists(folder.In(CertificateFile)) && !Path.Exists(folder.In(KeyFile));

    /// <summary>
    /// Makes both files where neither is there, and the certificate alone where its key is (the power may have gone
    /// between the two). Never touches a file that is there.
    /// </summary>
    /// <returns>One sentence why that is not possible; null when all is well.</returns>
    public string? MakeWhatIsMissing(DateTimeOffset now)
    {
        if (Path.Exists(folder.In(CertificateFile)))
        {
            return null;
        }

        try
        {
            Directory.CreateDirectory(folder.TlsFolder, OwnerOnly);
            if (!Path.Exists(folder.In(KeyFile)))
            {
                using ECDsa made = SelfSignedCertificate.NewKey();
                SafeFile.Write(folder.In(KeyFile), made.ExportPkcs8PrivateKeyPem() + "\n");
            }

            // What else the owner put in its place, Read names.
            using AsymmetricAlgorithm? key = TryRead(KeyFile, out string pem, out _)
                ? KeyOf(pem)
                : null;
            if (key is ECDsa own)
            {
                using X509Certificate2 certificate = SelfSignedCertificate.Make(own, now);
                SafeFile.Write(
                    folder.In(CertificateFile),
                    certificate.ExportCertificatePem() + "\n"
                );
            }

            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return $"{folder.In(CertificateFile)} can't be made ({failure.Message.TrimEnd('.')}): mend the folder's rights or the disk";
        }
    }

    /// <summary>A problem names the file and how to mend it.</summary>
    public CertificateRead Read(DateTimeOffset now)
    {
        if (!TryRead(CertificateFile, out string certificates, out Problem? problem))
        {
            return new CertificateRead(null, problem);
        }

        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(certificates);
        }
        catch (CryptographicException)
        {
            // The same as none: what is good among them does not count.
            all.Clear();
        }

        if (all.Count == 0)
        {
            return Broken(
                CertificateFile,
                "it holds no certificate in PEM form: put one there that begins with -----BEGIN CERTIFICATE-----, or delete both files of tls/ and start again for a new pair"
            );
        }

        if (!TryRead(KeyFile, out string key, out problem))
        {
            return new CertificateRead(null, problem);
        }

        return key.Contains("ENCRYPTED", StringComparison.Ordinal)
            ? Broken(
                KeyFile,
                "the key is locked with a passphrase, which nobody is there to type: store it without (openssl pkey -in key.pem -out key.pem)"
            )
            : Join(all, key, now);
    }

    /// <summary>Changes when either file is written or replaced.</summary>
    public string Fingerprint() =>
        $"{Stamp(folder.In(CertificateFile))} {Stamp(folder.In(KeyFile))}";

    // The certificate that the key belongs to leads, wherever it stands; the others vouch for it.
    private static CertificateRead Join(
        X509Certificate2Collection all,
        string pem,
        DateTimeOffset now
    )
    {
        using AsymmetricAlgorithm? key = KeyOf(pem);
        if (key is null)
        {
            return Broken(
                KeyFile,
                "it holds no private key that can be used: put the RSA or ECDSA key there that belongs to cert.pem, in PEM form"
            );
        }

        byte[] own = key.ExportSubjectPublicKeyInfo();
        X509Certificate2? leaf = all.FirstOrDefault(c =>
            c.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(own)
        );
        if (leaf is null)
        {
            return Broken(
                KeyFile,
                "it does not belong to the certificate in cert.pem: put the two there that were made together"
            );
        }

        all.Remove(leaf);
        return new CertificateRead(
            SslStreamCertificateContext.Create(
                key is RSA rsa ? leaf.CopyWithPrivateKey(rsa) : leaf.CopyWithPrivateKey((ECDsa)key),
                all,
                offline: true
            ),
            TimeProblem(leaf, now)
        );
    }

    private static AsymmetricAlgorithm? KeyOf(string pem)
    {
        foreach (AsymmetricAlgorithm key in (AsymmetricAlgorithm[])[ECDsa.Create(), RSA.Create()])
        {
            try
            {
                key.ImportFromPem(pem);
                // A public key is taken as well, and fails only here.
                CryptographicOperations.ZeroMemory(key.ExportPkcs8PrivateKey());
                return key;
            }
            catch (Exception unfit) when (unfit is ArgumentException or CryptographicException)
            {
                key.Dispose();
            }
        }

        return null;
    }

    private static Problem? TimeProblem(X509Certificate2 certificate, DateTimeOffset now)
    {
        DateTime utc = now.UtcDateTime;
        DateTime begins = certificate.NotBefore.ToUniversalTime();
        DateTime ends = certificate.NotAfter.ToUniversalTime();
        string? wrong =
            utc > ends
                ? $"the certificate has expired on {ends:yyyy-MM-dd}, so browsers and telephones warn of it: put a new one there"
            : utc < begins
                ? $"the certificate is good from {begins:yyyy-MM-dd} on, and the box believes that this is {utc:yyyy-MM-dd}: set the clock, or put another one there"
            : null;
        return wrong is null ? null : new Problem(CertificateFile, 1, wrong);
    }

    private bool TryRead(string file, out string text, out Problem? problem)
    {
        bool there = SafeFile.TryRead(
            folder.In(file),
            LargestFile,
            out byte[] bytes,
            out string reason
        );
        string? wrong =
            reason.Length > 0
                ? $"the file can't be read ({reason}): mend that, or delete both files of tls/ and start again for a new pair"
            : !there
                ? "the file is missing: put the one that belongs to its neighbour there, or delete both files of tls/ and start again for a new pair"
            : bytes.Length > LargestFile ? "the file is larger than 1 MB: that is no PEM file"
            : null;
        text = wrong is null ? Encoding.UTF8.GetString(bytes) : "";
        problem = wrong is null ? null : new Problem(file, 1, wrong);
        return wrong is null;
    }

    private static CertificateRead Broken(string file, string why) =>
        new(null, new Problem(file, 1, why));

    private static string Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? $"{file.LastWriteTimeUtc.Ticks}/{file.Length}" : "none";
    }
}
