using System.Net.Security;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using QX200.Runtime;

namespace QX200.Settings;

/// <summary>
/// The certificate that this box shows, for SIP over TLS and for HTTPS alike: always one, always the newest. Files that
/// are replaced count from the next connection on. Where they can't be used, what was in force stays; at a start, a pair
/// that lives only until the stop stands in, so that the pages on which to mend it can be reached.
/// </summary>
/// <remarks>Any thread but signal and media: it may wait for the disk, at most once a second.</remarks>
internal sealed class BoxCertificate(SettingsFolder folder, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    private readonly CertificateFiles _files = new(folder);
    private readonly Lock _looking = new();
    private SslStreamCertificateContext? _chain;
    private Problem? _problem;
    private string _fingerprint = "";
    private string? _notMade;
    private long _looked;

    /// <summary>What a new connection is to show.</summary>
    public SslStreamCertificateContext Chain
    {
        get
        {
            lock (_looking)
            {
                Look();
                return _chain!;
            }
        }
    }

    /// <summary>What is wrong with the files; null when all is well. Logged too, once.</summary>
    public Problem? Problem
    {
        get
        {
            lock (_looking)
            {
                Look();
                return _problem;
            }
        }
    }

    /// <summary>First start: makes the files. Never fails; what is wrong is in <see cref="Problem"/>.</summary>
    public void Prepare()
    {
        _notMade = _files.MakeWhatIsMissing(clock.GetUtcNow());
        lock (_looking)
        {
            Look();
        }
    }

    private void Look()
    {
        if (_chain is not null && clock.GetElapsedTime(_looked) < s_between)
        {
            return;
        }

        _looked = clock.GetTimestamp();
        string fingerprint = _files.Fingerprint();
        if (_chain is not null && fingerprint == _fingerprint)
        {
            return;
        }

        _fingerprint = fingerprint;
        CertificateRead read = _files.Read(clock.GetUtcNow());
        bool isNew = _chain is not null && read.Chain is not null;
        _chain = read.Chain ?? _chain ?? StandIn();
        _problem = read.Problem;
        if (_problem is not null)
        {
            SettingsLog.Problem(log, _problem);
        }

        if (read.Chain is null && _notMade is not null)
        {
            SettingsLog.NoCertificate(log, _notMade);
            _notMade = null;
        }

        if (isNew)
        {
            SettingsLog.NewCertificate(
                log,
                _chain.TargetCertificate.Subject,
                _chain.TargetCertificate.NotAfter
            );
        }
    }

    private SslStreamCertificateContext StandIn()
    {
        using ECDsa key = SelfSignedCertificate.NewKey();
        return SslStreamCertificateContext.Create(
            SelfSignedCertificate.Make(key, clock.GetUtcNow()),
            additionalCertificates: null,
            offline: true
        );
    }
}
