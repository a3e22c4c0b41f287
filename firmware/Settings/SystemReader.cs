using System.Collections.Immutable;
using System.Net;

namespace QX200.Settings;

/// <summary><c>system.ini</c> into <see cref="SystemSettings"/>.</summary>
internal static class SystemReader
{
    private static readonly SystemSettings s_standard = new();

    public static SystemSettings Read(SettingsReading reading, IniDocument document)
    {
        SystemSettings last = reading.Last.System;
        SystemSettings settings = s_standard;
        List<SectionReader> done = [];
        foreach (SectionReader section in reading.Sections(document))
        {
            done.Add(section);
            switch (section.Section.Name)
            {
                case "sip":
                    settings = settings with { Sip = Sip(section, last.Sip) };
                    break;
                case "media":
                    settings = settings with { Media = Media(section, last.Media) };
                    break;
                case "web":
                    settings = settings with { Web = Web(section, last.Web) };
                    break;
                case "park":
                    settings = settings with { Park = Park(section, last.Park) };
                    break;
                case "features":
                    settings = settings with { Features = Features(section, last.Features) };
                    break;
                case "update":
                    settings = settings with { Update = Update(section, last.Update) };
                    break;
                case "line":
                    settings = settings with { Line = LineReader.Read(section, last.Line) };
                    break;
                default:
                    done.Remove(section);
                    section.Report(
                        "",
                        "unknown section, it is left out: use sip, media, web, park, features, update or line"
                    );
                    break;
            }
        }

        done.ForEach(static s => s.ReportUnknownKeys());
        return PortChecks.Apart(reading, settings, document);
    }

    private static SipSettings Sip(SectionReader s, SipSettings last)
    {
        SipSettings standard = s_standard.Sip;
        var sip = new SipSettings
        {
            Bind = s.Address("bind", standard.Bind, last.Bind),
            Port = s.Number("port", standard.Port, last.Port, 0, 65535),
            TlsPort = s.Number("tls-port", standard.TlsPort, last.TlsPort, 0, 65535),
            Domains = s.List<string>("domain", [], Host),
            Guests = s.YesNo("guests", standard.Guests, last.Guests),
            OffersSha256 = s.Choice(
                "digest",
                standard.OffersSha256,
                last.OffersSha256,
                ("MD5", false),
                ("MD5 SHA-256", true)
            ),
            ContactCheck = s.Value(
                "contact-check",
                standard.ContactCheck,
                last.ContactCheck,
                ZeroOrAtLeastASecond
            ),
            DnsServers = s.List<IPEndPoint>("dns-servers", [], DnsServer),
        };
        if (sip.TlsPort == 0 || sip.TlsPort != sip.Port)
        {
            return sip;
        }

        s.Report("tls-port", $"tls-port = {sip.TlsPort} is also port: give each its own");
        return sip with { TlsPort = last.TlsPort == sip.Port ? 0 : last.TlsPort };
    }

    private static MediaSettings Media(SectionReader s, MediaSettings last)
    {
        MediaSettings standard = s_standard.Media;
        var media = new MediaSettings
        {
            PortMin = s.Number("port-min", standard.PortMin, last.PortMin, 1024, 65534),
            PortMax = s.Number("port-max", standard.PortMax, last.PortMax, 1025, 65535),
            Codecs = Codecs(s, standard.Codecs),
            HoldMusic = s.HoldMusic("hold-music", last.HoldMusic),
            Language = s.Choice("language", standard.Language, last.Language, ("en", "en")),
        };
        return WithGoodPorts(s, media, last);
    }

    /// <summary>Streams take pairs of an even RTP and an odd RTCP port out of the range (RFC 3550 section 11).</summary>
    private static MediaSettings WithGoodPorts(
        SectionReader s,
        MediaSettings media,
        MediaSettings last
    )
    {
        int first = media.PortMin + (media.PortMin & 1);
        int ports = media.PortMax - first + 1;
        if (ports < 2)
        {
            s.Report(
                "port-min",
                $"port-min = {media.PortMin}, port-max = {media.PortMax}: no even port and the odd one after it lie between them; raise port-max"
            );
            return media with { PortMin = last.PortMin, PortMax = last.PortMax };
        }

        if (media.PortMin % 2 != 0 || ports % 2 != 0)
        {
            s.Warn(
                "port-min",
                $"port-min = {media.PortMin}, port-max = {media.PortMax}: ports go in pairs, so one is never used; begin with an even port and end with an odd one"
            );
        }

        return media;
    }

    private static ImmutableArray<VoiceCodec> Codecs(
        SectionReader s,
        ImmutableArray<VoiceCodec> standard
    )
    {
        ImmutableArray<VoiceCodec> codecs = s.List(
            "codecs",
            standard,
            (ValueParser<VoiceCodec>)Codec
        );
        ImmutableArray<VoiceCodec> once = [.. codecs.Distinct()];
        if (once.IsEmpty)
        {
            s.Report("codecs", "codecs: none is left; name at least one of G722 PCMU PCMA");
            return standard;
        }

        if (once.Length < codecs.Length)
        {
            s.Report("codecs", "codecs: one stands there twice; name each once");
        }

        return once;
    }

    private static WebSettings Web(SectionReader s, WebSettings last)
    {
        WebSettings standard = s_standard.Web;
        var web = new WebSettings
        {
            Bind = s.Address("bind", standard.Bind, last.Bind),
            Port = s.Number("port", standard.Port, last.Port, 0, 65535),
            TlsPort = s.Number("tls-port", standard.TlsPort, last.TlsPort, 0, 65535),
            Names = s.List<string>("names", [], Host),
        };
        if (web.Port != 0 && web.Port == web.TlsPort)
        {
            s.Report("tls-port", $"tls-port = {web.TlsPort} is also port: give each its own");
        }

        return web;
    }

    private static ParkSettings Park(SectionReader s, ParkSettings last)
    {
        ParkSettings standard = s_standard.Park;
        TimeSpan hour = TimeSpan.FromHours(1);
        return new ParkSettings
        {
            DirectedWindow = s.Time(
                "directed-window",
                standard.DirectedWindow,
                last.DirectedWindow,
                TimeSpan.Zero,
                hour
            ),
            ReturnRing = s.Time(
                "return-ring",
                standard.ReturnRing,
                last.ReturnRing,
                TimeSpan.FromSeconds(1),
                hour
            ),
            ShowWaiting = s.YesNo("show-waiting", standard.ShowWaiting, last.ShowWaiting),
        };
    }

    private static FeatureSettings Features(SectionReader s, FeatureSettings last) =>
        new()
        {
            CallPark = s.Value(
                "call-park",
                s_standard.Features.CallPark,
                last.CallPark,
                (string text, out string code, out string advice) =>
                {
                    code = text;
                    advice =
                        "a feature code is * and 1 to 7 more digits, so that no extension can be meant; write for instance *5";
                    return Digits.IsFeatureCode(text);
                }
            ),
        };

    private static UpdateSettings Update(SectionReader s, UpdateSettings last)
    {
        UpdateSettings standard = s_standard.Update;
        TimeSpan second = TimeSpan.FromSeconds(1);
        return new UpdateSettings
        {
            Trial = s.Time("trial", standard.Trial, last.Trial, second, TimeSpan.FromMinutes(4)),
            LateTicks = s.Number("late-ticks", standard.LateTicks, last.LateTicks, 0, 100),
            Wait = s.Time("wait", standard.Wait, last.Wait, TimeSpan.Zero, TimeSpan.FromHours(12)),
        };
    }

    private static bool Codec(string text, out VoiceCodec codec, out string advice)
    {
        advice = "use G722, PCMU or PCMA";
        VoiceCodec? known = text.ToUpperInvariant() switch
        {
            "G722" => VoiceCodec.G722,
            "PCMU" => VoiceCodec.Pcmu,
            "PCMA" => VoiceCodec.Pcma,
            _ => null,
        };
        codec = known ?? default;
        return known is not null;
    }

    private static bool Host(string text, out string host, out string advice)
    {
        host = text;
        advice = "use a host name or an address";
        return Uri.CheckHostName(text.Trim('[', ']')) != UriHostNameType.Unknown;
    }

    private static bool DnsServer(string text, out IPEndPoint server, out string advice)
    {
        advice = "use addresses such as 192.168.1.1 or 192.168.1.1:5353";
        bool good =
            IPEndPoint.TryParse(text, out IPEndPoint? parsed)
            && text.AsSpan().ContainsAny('.', ':');
        server = good && parsed!.Port == 0 ? new IPEndPoint(parsed.Address, 53) : parsed!;
        return good;
    }

    private static bool ZeroOrAtLeastASecond(string text, out TimeSpan time, out string advice)
    {
        advice = "use 0s for never, or a time from 1s to 1h";
        return Duration.TryParse(text, out time)
            && (
                time == TimeSpan.Zero
                || (time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromHours(1))
            );
    }
}
