using System.Net;

namespace QX200.Settings;

/// <summary>Ports of different sections that are in each other's way.</summary>
internal static class PortChecks
{
    private static readonly WebSettings s_standard = new();

    /// <summary>
    /// The settings with which the box can start: two listeners on one port can't be, so the pages give way to calls.
    /// </summary>
    public static SystemSettings Apart(
        SettingsReading reading,
        SystemSettings settings,
        IniDocument file
    )
    {
        SoundAroundSip(reading, settings, file);
        return settings with { Web = Web(reading, settings, file) };
    }

    // Both work: the sound finds the port taken and goes on to the next pair. But whoever opens the range in a firewall
    // opens SIP with it, and whoever gives it another class or another way does so to SIP.
    private static void SoundAroundSip(
        SettingsReading reading,
        SystemSettings settings,
        IniDocument file
    )
    {
        int port = settings.Sip.Port;
        MediaSettings media = settings.Media;
        if (port != 0 && port >= media.PortMin && port <= media.PortMax)
        {
            CrossChecks.Say(
                reading,
                file,
                "sip",
                "port",
                $"port = {port} lies among the ports of the sound, [media] port-min = {media.PortMin} to port-max = {media.PortMax}: choose one outside of them, such as 5060, or move port-min and port-max",
                isWarning: true
            );
        }
    }

    private static WebSettings Web(
        SettingsReading reading,
        SystemSettings settings,
        IniDocument file
    )
    {
        WebSettings web = settings.Web;
        WebSettings last = reading.Last.System.Web;
        if (!SameAddress(settings.Sip.Bind, web.Bind))
        {
            return web;
        }

        if (Clash(reading, settings.Sip, "port", web.Port, file))
        {
            int port = Free(settings.Sip, web.TlsPort, last.Port, s_standard.Port);
            web = web with { Port = port };
        }

        if (Clash(reading, settings.Sip, "tls-port", web.TlsPort, file))
        {
            int port = Free(settings.Sip, web.Port, last.TlsPort, s_standard.TlsPort);
            web = web with { TlsPort = port };
        }

        return web;
    }

    /// <summary>Whether a port of the pages is one of SIP's; reported where it was written.</summary>
    private static bool Clash(
        SettingsReading reading,
        SipSettings sip,
        string key,
        int port,
        IniDocument file
    )
    {
        string? other =
            port == 0 ? null
            : port == sip.Port ? "port"
            : port == sip.TlsPort ? "tls-port"
            : null;
        if (other is null)
        {
            return false;
        }

        bool written = file.Sections.Any(s => s.Name == "web" && s.Find(key) is not null);
        (string section, string mine, string theirs) = written
            ? ("web", key, $"[sip] {other}")
            : ("sip", other, $"[web] {key}");
        CrossChecks.Say(
            reading,
            file,
            section,
            mine,
            $"{mine} = {port} is also {theirs}: give each its own"
        );
        return true;
    }

    /// <summary>The first of some ports that nobody else has; 0, off, where there is none.</summary>
    private static int Free(SipSettings sip, int taken, params ReadOnlySpan<int> choice)
    {
        foreach (int port in choice)
        {
            if (port != sip.Port && port != sip.TlsPort && port != taken)
            {
                return port;
            }
        }

        return 0;
    }

    private static bool SameAddress(IPAddress one, IPAddress other) =>
        one.Equals(other) || IsAny(one) || IsAny(other);

    private static bool IsAny(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
