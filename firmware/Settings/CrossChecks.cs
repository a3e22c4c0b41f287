namespace QX200.Settings;

/// <summary>What no single key shows: two extensions on one line, a destination that does not exist.</summary>
internal static class CrossChecks
{
    public static void Report(
        SettingsReading reading,
        BoxSettings settings,
        IniDocument? extensions,
        IniDocument? trunks
    )
    {
        if (extensions is { Broken: false })
        {
            SharedLines(reading, settings, extensions);
            SharedAccounts(reading, settings, extensions);
            PushBacks(reading, settings, extensions);
        }

        if (trunks is { Broken: false })
        {
            IncomingCalls(reading, settings, trunks);
            RoutesWithoutTrunk(reading, settings, trunks);
        }
    }

    private static void SharedLines(SettingsReading reading, BoxSettings settings, IniDocument file)
    {
        foreach (
            IGrouping<ExtensionLine, UserExtensionSettings> line in settings
                .Extensions.OfType<UserExtensionSettings>()
                .Where(static e => e.Line != ExtensionLine.Sip)
                .GroupBy(static e => e.Line)
        )
        {
            string first = line.First().Number;
            string name = line.Key.ToString().ToLowerInvariant();
            foreach (UserExtensionSettings other in line.Skip(1))
            {
                Say(
                    reading,
                    file,
                    $"extension:{other.Number}",
                    "line",
                    $"line = {name} belongs to extension {first} already, which keeps it: use another line"
                );
            }
        }
    }

    private static void SharedAccounts(
        SettingsReading reading,
        BoxSettings settings,
        IniDocument file
    )
    {
        foreach (
            IGrouping<(string Host, int Port, string User), ExtensionSettings> account in settings
                .Extensions.Where(static e => e.Account is not null)
                .GroupBy(static e =>
                    (
                        Host: e.Account!.Server.Host.ToLowerInvariant(),
                        e.Account.Server.Port,
                        e.Account.User
                    )
                )
        )
        {
            foreach (ExtensionSettings other in account.Skip(1))
            {
                Say(
                    reading,
                    file,
                    $"extension:{other.Number}",
                    "sip-user",
                    $"sip-user = {Problem.Echo(account.Key.User)} at this server belongs to extension {account.First().Number} already, which gets its calls: use another account"
                );
            }
        }
    }

    private static void PushBacks(SettingsReading reading, BoxSettings settings, IniDocument file)
    {
        foreach (ParkExtensionSettings park in settings.Extensions.OfType<ParkExtensionSettings>())
        {
            if (
                park.PushBack is { Type: CallType.Pbx } to
                && settings.FindExtension(to.Address) is not UserExtensionSettings
            )
            {
                Say(
                    reading,
                    file,
                    $"extension:{park.Number}",
                    "push-back",
                    $"push-back = {to}: there is no user extension {to.Address}; use one that exists"
                );
            }
        }
    }

    private static void IncomingCalls(
        SettingsReading reading,
        BoxSettings settings,
        IniDocument file
    )
    {
        foreach (TrunkSettings trunk in settings.Trunks)
        {
            if (trunk.Incoming.Length > 0 && settings.FindExtension(trunk.Incoming) is null)
            {
                Say(
                    reading,
                    file,
                    $"trunk:{trunk.Name}",
                    "incoming",
                    $"incoming = {trunk.Incoming}: there is no such extension; use one that exists"
                );
            }
        }
    }

    private static void RoutesWithoutTrunk(
        SettingsReading reading,
        BoxSettings settings,
        IniDocument file
    )
    {
        foreach (RouteSettings route in settings.Routes)
        {
            if (!settings.Trunks.Any(t => t.Name == route.Trunk))
            {
                Say(
                    reading,
                    file,
                    $"route:{route.Order}",
                    "trunk",
                    $"trunk = {Problem.Echo(route.Trunk)}: there is no [trunk:{Problem.Echo(route.Trunk)}], so the route leads nowhere; write that section or name another"
                );
            }
        }
    }

    /// <summary>Reports something where a key is written; where it is not, at its section.</summary>
    public static void Say(
        SettingsReading reading,
        IniDocument file,
        string section,
        string key,
        string text,
        bool isWarning = false
    )
    {
        IniSection? at = file.Sections.FirstOrDefault(s => s.Name == section);
        int line = at?.Find(key)?.Number ?? at?.Line ?? 1;
        reading.Report(
            new Problem(file.File, line, $"[{section}] {text}")
            {
                Section = section,
                Key = key,
                IsWarning = isWarning,
            }
        );
    }
}
