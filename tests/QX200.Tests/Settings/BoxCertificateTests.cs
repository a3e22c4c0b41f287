using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class BoxCertificateTests : IDisposable
{
    private static readonly DateTimeOffset s_today = new(2026, 11, 26, 7, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(s_today);
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void The_first_start_makes_a_long_lived_pair_for_every_name_and_address()
    {
        BoxCertificate certificate = Prepared();

        using var stored = X509Certificate2.CreateFromPemFile(
            _folder.In("tls/cert.pem"),
            _folder.In("tls/key.pem")
        );
        Assert.Null(certificate.Problem);
        Assert.Equal(stored.Thumbprint, certificate.Chain.TargetCertificate.Thumbprint);
        Assert.True(stored.MatchesHostname("qx200.local", allowCommonName: false));
        Assert.True(stored.MatchesHostname("127.0.0.1", allowCommonName: false));
        Assert.Equal(256, stored.GetECDsaPublicKey()!.KeySize);
        Assert.True(stored.NotAfter > s_today.AddYears(19).DateTime);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(_folder.In("tls/key.pem"))
        );
    }

    [Fact]
    public void Later_starts_leave_the_pair_alone()
    {
        Prepared();
        string made = _folder.Read("tls/cert.pem") + _folder.Read("tls/key.pem");
        Prepared();
        Assert.Equal(made, _folder.Read("tls/cert.pem") + _folder.Read("tls/key.pem"));
    }

    [Fact]
    public void A_first_start_that_the_power_cut_between_the_two_files_is_finished_by_the_next()
    {
        Prepared();
        string key = _folder.Read("tls/key.pem");
        File.Delete(_folder.In("tls/cert.pem"));

        Assert.Null(Prepared().Problem);

        Assert.Equal(key, _folder.Read("tls/key.pem"));
        Assert.True(File.Exists(_folder.In("tls/cert.pem")));
    }

    [Fact]
    public void A_clock_that_stands_in_1970_still_gives_a_certificate_that_is_good_today()
    {
        _clock.AdjustTime(DateTimeOffset.UnixEpoch);
        Prepared();
        _clock.AdjustTime(s_today);
        Assert.Null(Prepared().Problem);
    }

    [Fact]
    public void Files_that_are_replaced_count_from_the_next_connection_on()
    {
        BoxCertificate certificate = Prepared();
        string before = certificate.Chain.TargetCertificate.Thumbprint;
        Put(s_today.AddYears(1), out string thumbprint);
        Assert.Equal(before, certificate.Chain.TargetCertificate.Thumbprint);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(thumbprint, certificate.Chain.TargetCertificate.Thumbprint);
        Assert.Null(certificate.Problem);
    }

    [Fact]
    public void While_the_second_of_two_files_is_still_to_come_the_old_pair_stays_in_force()
    {
        BoxCertificate certificate = Prepared();
        string before = certificate.Chain.TargetCertificate.Thumbprint;
        string key = _folder.Read("tls/key.pem");
        Put(s_today.AddYears(1), out _);
        _folder.Write("tls/key.pem", key);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(before, certificate.Chain.TargetCertificate.Thumbprint);
        Assert.Contains("does not belong to the certificate", certificate.Problem!.Text);
    }

    [Theory]
    [InlineData("tls/cert.pem", "hello", "tls/cert.pem:1: it holds no certificate in PEM form")]
    [InlineData(
        "tls/cert.pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "tls/cert.pem:1: it holds no certificate in PEM form"
    )]
    [InlineData("tls/key.pem", "hello", "tls/key.pem:1: it holds no private key")]
    [InlineData(
        "tls/key.pem",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "tls/key.pem:1: it holds no private key"
    )]
    [InlineData(
        "tls/key.pem",
        """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt
            6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==
            -----END PUBLIC KEY-----
            """,
        "tls/key.pem:1: it holds no private key"
    )]
    [InlineData(
        "tls/key.pem",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "tls/key.pem:1: the key is locked with a passphrase"
    )]
    [InlineData("tls/key.pem", null, "tls/key.pem:1: the file is missing")]
    public void Broken_files_are_named_and_a_pair_of_the_moment_stands_in(
        string file,
        string? content,
        string problem
    )
    {
        Prepared();
        string made;
        using (var stored = X509Certificate2.CreateFromPem(_folder.Read("tls/cert.pem")))
        {
            made = stored.Thumbprint;
        }

        File.Delete(_folder.In(file));
        if (content is not null)
        {
            _folder.Write(file, content);
        }

        BoxCertificate certificate = Prepared();

        Assert.StartsWith(problem, certificate.Problem!.ToString());
        Assert.True(certificate.Chain.TargetCertificate.HasPrivateKey);
        Assert.NotEqual(made, certificate.Chain.TargetCertificate.Thumbprint);
        Assert.Equal(content is not null, File.Exists(_folder.In(file)));
        Assert.Equal(1, SettingsCheck.Run(_folder.Path, _clock, _output, _output));
        Assert.StartsWith(problem, _output.ToString());
    }

    [Fact]
    public void A_certificate_that_has_run_out_is_shown_all_the_same_and_reported()
    {
        Prepared();
        Put(s_today.AddDays(-2), out string thumbprint);

        BoxCertificate certificate = Prepared();

        Assert.Equal(thumbprint, certificate.Chain.TargetCertificate.Thumbprint);
        Assert.Contains("has expired on 2026-11-24", certificate.Problem!.Text);
    }

    [Fact]
    public void One_that_is_not_good_yet_may_be_the_clocks_fault()
    {
        Prepared();
        _clock.AdjustTime(DateTimeOffset.UnixEpoch);
        Assert.Contains("set the clock", Prepared().Problem!.Text);
    }

    [Fact]
    public void Those_who_vouch_for_it_are_shown_too_in_whatever_order_they_stand()
    {
        using ECDsa rootKey = SelfSignedCertificate.NewKey();
        using X509Certificate2 root = Authority("CN=An authority", rootKey)
            .CreateSelfSigned(s_today.AddYears(-1), s_today.AddYears(1));
        using ECDsa middleKey = SelfSignedCertificate.NewKey();
        using X509Certificate2 middle = Authority("CN=Its deputy", middleKey)
            .Create(root, s_today.AddYears(-1), s_today.AddYears(1), [1])
            .CopyWithPrivateKey(middleKey);
        using ECDsa key = SelfSignedCertificate.NewKey();
        using X509Certificate2 leaf = new CertificateRequest(
            "CN=pbx.example.net",
            key,
            HashAlgorithmName.SHA256
        ).Create(middle, s_today.AddDays(-1), s_today.AddDays(90), [2]);
        Directory.CreateDirectory(_folder.In("tls"));
        _folder.Write(
            "tls/cert.pem",
            middle.ExportCertificatePem() + "\n" + leaf.ExportCertificatePem()
        );
        _folder.Write("tls/key.pem", key.ExportECPrivateKeyPem());

        BoxCertificate certificate = Prepared();

        Assert.Null(certificate.Problem);
        Assert.Equal(leaf.Thumbprint, certificate.Chain.TargetCertificate.Thumbprint);
        Assert.Equal(
            middle.Thumbprint,
            Assert.Single(certificate.Chain.IntermediateCertificates).Thumbprint
        );
    }

    [Fact]
    public void A_folder_that_can_not_be_written_is_no_reason_not_to_start()
    {
        _folder.Write("tls", "a file in the folder's place");
        BoxCertificate certificate = Prepared();
        Assert.True(certificate.Chain.TargetCertificate.HasPrivateKey);
        Assert.NotNull(certificate.Problem);
    }

    [Fact]
    public void Check_of_a_box_that_has_never_started_misses_nothing()
    {
        Assert.Null(new SettingsFolder(_folder.Path).MakeWhatIsMissing(out _));
        Assert.Equal(0, SettingsCheck.Run(_folder.Path, _clock, _output, _output));
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    private BoxCertificate Prepared()
    {
        var certificate = new BoxCertificate(
            new SettingsFolder(_folder.Path),
            _clock,
            NullLogger.Instance
        );
        certificate.Prepare();
        return certificate;
    }

    private void Put(DateTimeOffset until, out string thumbprint)
    {
        using ECDsa key = SelfSignedCertificate.NewKey();
        using X509Certificate2 made = new CertificateRequest(
            "CN=own",
            key,
            HashAlgorithmName.SHA256
        ).CreateSelfSigned(s_today.AddYears(-1), until);
        thumbprint = made.Thumbprint;
        _folder.Write("tls/cert.pem", made.ExportCertificatePem());
        _folder.Write("tls/key.pem", key.ExportPkcs8PrivateKeyPem());
    }
}
