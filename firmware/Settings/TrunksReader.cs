using System.Collections.Immutable;
using System.Globalization;

namespace QX200.Settings;

/// <summary><c>trunks.ini</c> into <see cref="TrunkSettings"/> and <see cref="RouteSettings"/>.</summary>
internal static class TrunksReader
{
    public static BoxSettings Read(
        SettingsReading reading,
        IniDocument document,
        BoxSettings settings
    )
    {
        var trunks = new List<TrunkSettings>();
        var routes = new List<RouteSettings>();
        foreach (SectionReader section in reading.Sections(document))
        {
            if (!IsKnown(section))
            {
                continue;
            }

            if (section.Section.Kind == "trunk")
            {
                trunks.AddRange(Trunk(section, reading.Last) is { } t ? [t] : []);
            }
            else
            {
                routes.AddRange(Route(section, reading.Last) is { } r ? [r] : []);
            }

            section.ReportUnknownKeys();
        }

        return settings with
        {
            Trunks = [.. trunks],
            Routes = [.. routes.OrderBy(static r => r.Order)],
        };
    }

    private static bool IsKnown(SectionReader s)
    {
        string? wrong = s.Section switch
        {
            { Kind: not ("trunk" or "route") } or { Id.Length: 0 } =>
                "unknown section, it is left out: write [trunk:NAME] or [route:1]",
            { Kind: "route" } when !TryOrder(s.Section.Id, out _) =>
                "the section is left out: a route has a number from 1 to 9999, the lowest that matches wins",
            _ => null,
        };
        if (wrong is not null)
        {
            s.Report("", wrong);
        }

        return wrong is null;
    }

    private static TrunkSettings? Trunk(SectionReader s, BoxSettings settings)
    {
        TrunkSettings? last = settings.Trunks.FirstOrDefault(t => t.Name == s.Section.Id);
        SipServerAddress? server = s.Value("server", null, last?.Server, Server);
        var trunk = new TrunkSettings
        {
            Name = s.Section.Id,
            Server = server!,
            User = s.Text("user", "", last?.User ?? "", 128),
            AuthUser = s.Text("auth-user", "", last?.AuthUser ?? "", 128),
            Password = s.Hidden(
                "password",
                last?.Password ?? "",
                static t => t.Length <= 128,
                "use at most 128 characters"
            ),
            Register = s.YesNo("register", true, last?.Register ?? true),
            ShowCaller = s.YesNo("show-caller", false, last?.ShowCaller ?? false),
            Trust = s.Trust("tls-verify", last?.Trust ?? default),
            Addresses = s.List<string>("addresses", [], HostOrNetwork),
            Incoming = s.Value("incoming", "", last?.Incoming ?? "", NumberOrNone),
        };
        if (server is null)
        {
            s.Report(
                "server",
                "the trunk is left out, as it has no good server: write server = host"
            );
            return null;
        }

        if (trunk.Register && trunk.User.Length == 0)
        {
            s.Report("user", "register = yes needs a user: write user, or register = no");
            return trunk with { Register = false };
        }

        return trunk;
    }

    private static RouteSettings? Route(SectionReader s, BoxSettings settings)
    {
        _ = TryOrder(s.Section.Id, out int order);
        RouteSettings? last = settings.Routes.FirstOrDefault(r => r.Order == order);
        Pattern? pattern = s.Value("pattern", null, last?.Pattern, DialPattern);
        var route = new RouteSettings
        {
            Order = order,
            Pattern = pattern ?? Pattern.Any,
            Trunk = s.Text("trunk", "", last?.Trunk ?? "").ToLowerInvariant(),
            Strip = s.Number("strip", 0, last?.Strip ?? 0, 0, 20),
            Prepend = s.Value("prepend", "", last?.Prepend ?? "", DialPrefix),
        };
        string? missing =
            pattern is null ? "pattern"
            : route.Trunk.Length == 0 ? "trunk"
            : null;
        if (missing is not null)
        {
            s.Report(
                missing,
                $"the route is left out, as it has no good {missing}: write {missing}"
            );
            return null;
        }

        return route;
    }

    private static bool TryOrder(string id, out int order) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out order)
        && order is >= 1 and <= 9999
        && id[0] != '0';

    private static bool Server(string text, out SipServerAddress? server, out string advice)
    {
        advice = "write host[:port][;transport=tcp|tls]";
        bool good = SipServerAddress.TryParse(text, out SipServerAddress parsed);
        server = good ? parsed : null;
        return good;
    }

    private static bool HostOrNetwork(string text, out string host, out string advice)
    {
        host = text;
        advice = "use a host name, an address, or a network such as 192.0.2.0/24";
        return System.Net.IPNetwork.TryParse(text, out _)
            || SipServerAddress.TrySplit(text, out _, out _);
    }

    private static bool NumberOrNone(string text, out string number, out string advice)
    {
        number = text;
        advice = "use the number of an extension, or leave it empty";
        return text.Length == 0 || Digits.IsExtension(text);
    }

    private static bool DialPattern(string text, out Pattern? pattern, out string advice)
    {
        bool good = Pattern.TryParse(text, out Pattern parsed, out string problem);
        pattern = good ? parsed : null;
        advice = $"{problem}; write it like 9*";
        return good;
    }

    private static bool DialPrefix(string text, out string prefix, out string advice)
    {
        prefix = text;
        advice = "use digits, + * and # only";
        return Digits.IsPrefix(text);
    }
}
