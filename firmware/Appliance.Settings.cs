using Microsoft.Extensions.Logging;
using QX200.Lines;
using QX200.Media;
using QX200.Media.Engine;
using QX200.Media.HoldMusic;
using QX200.Settings;
using QX200.Sip;
using QX200.Web;

namespace QX200;

/// <summary>What each room gets of the settings, at the start and when they change.</summary>
internal sealed partial class Appliance
{
    // Signal thread.
    private long _changes;

    /// <summary>Signal thread: new settings. Music is read on a pool thread first, then everyone takes them over.</summary>
    private void Change(BoxSettings settings)
    {
        long change = ++_changes;
        _ = Task.Run(() =>
        {
            PrepareMusic(settings);
            _sounds.Use(CountryOf(settings).Tones);
            _loop.Post(
                static state =>
                {
                    var (appliance, next, change) = ((Appliance, BoxSettings, long))state!;
                    // Of two changes in a row the first may have the longer music.
                    if (change == appliance._changes)
                    {
                        appliance.Use(next);
                    }
                },
                (this, settings, change)
            );
        });
    }

    private void Use(BoxSettings settings)
    {
        _extensions.Take(settings);
        _digest.OffersSha256 = settings.System.Sip.OffersSha256;
        _sip.UseNameServers(settings.System.Sip.DnsServers);
        _registrar.SettingsChanged();
        _accounts.Use(settings);
        _phrases.BoxMusic = settings.System.Media.HoldMusic;
        _board.Use(settings);
    }

    private static Country CountryOf(BoxSettings settings) =>
        Country.Find(settings.System.Line.Country) ?? Country.All[0];

    private void PrepareMusic(BoxSettings settings)
    {
        IEnumerable<HoldMusicChoice> choices = settings
            .Extensions.OfType<ParkExtensionSettings>()
            .Select(e => e.HoldMusic)
            .Append(settings.System.Media.HoldMusic);
        foreach (
            string file in choices
                .Where(c => c.Kind == HoldMusicKind.File)
                .Select(c => c.ToString())
                .Distinct()
        )
        {
            if (_shelf.Prepare(file) is { } problem)
            {
                ApplianceLog.NoMusic(_log.CreateLogger<Appliance>(), problem);
            }
        }
    }

    private IReadOnlyList<Codec> Codecs() =>
        CodecChoice.Offered(_board.Settings.System.Media.Codecs);

    private static SipStackOptions SipOptions(BoxSettings settings, BoxCertificate certificate) =>
        new()
        {
            BindAddress = settings.System.Sip.Bind,
            Port = settings.System.Sip.Port,
            TlsPort = settings.System.Sip.TlsPort == 0 ? null : settings.System.Sip.TlsPort,
            Certificate = () => certificate.Chain,
            Domains = settings.System.Sip.Domains,
            ServerName = "QX200",
        };

    private static MediaOptions MediaOptions(BoxSettings settings) =>
        new() { PortMin = settings.System.Media.PortMin, PortMax = settings.System.Media.PortMax };

    private WebOptions WebOptions(BoxSettings settings) =>
        new()
        {
            Bind = settings.System.Web.Bind,
            Port = settings.System.Web.Port,
            TlsPort = settings.System.Web.TlsPort,
            Certificate = () => _certificate.Chain,
            Names = () =>
                [.. _store.InForce.System.Web.Names, .. _store.InForce.System.Sip.Domains],
        };
}
