using System.Collections.Immutable;

namespace QX200.Settings;

/// <summary><c>extensions.ini</c> into <see cref="ExtensionSettings"/>.</summary>
internal static class ExtensionsReader
{
    private const string PasswordAdvice = "use digits only, at most 20, or leave it empty";

    public static ImmutableArray<ExtensionSettings> Read(
        SettingsReading reading,
        IniDocument document
    )
    {
        var extensions = ImmutableArray.CreateBuilder<ExtensionSettings>();
        foreach (SectionReader section in reading.Sections(document))
        {
            if (IsExtension(section) && One(section, reading.Last) is { } extension)
            {
                extensions.Add(extension);
            }
        }

        extensions.Sort(ExtensionSettings.ByNumber);
        return extensions.ToImmutable();
    }

    private static bool IsExtension(SectionReader s)
    {
        string? wrong =
            s.Section.Kind != "extension" ? "unknown section, it is left out: write [extension:101]"
            : !Digits.IsExtension(s.Section.Id)
                ? "the section is left out: an extension's number has 2 to 20 digits and does not start with 0"
            : null;
        if (wrong is not null)
        {
            s.Report("", wrong);
        }

        return wrong is null;
    }

    private static ExtensionSettings? One(SectionReader s, BoxSettings last)
    {
        ExtensionSettings? was = last.FindExtension(s.Section.Id);
        string? type = s.Value<string?>("type", "user", was is null ? null : TypeOf(was), Type);
        switch (type)
        {
            case null:
                return null;
            case "park":
                return Park(s, was as ParkExtensionSettings);
            default:
                return User(s, was as UserExtensionSettings);
        }
    }

    private static bool Type(string text, out string? type, out string advice)
    {
        type = text.ToLowerInvariant();
        advice = "use user or park (an extension without a known type is left out)";
        return type is "user" or "park";
    }

    private static string TypeOf(ExtensionSettings extension) =>
        extension is ParkExtensionSettings ? "park" : "user";

    private static UserExtensionSettings User(SectionReader s, UserExtensionSettings? was)
    {
        var standard = new UserExtensionSettings { Number = s.Section.Id };
        UserExtensionSettings last = was ?? standard;
        var user = new UserExtensionSettings
        {
            Number = s.Section.Id,
            Name = s.Text("name", standard.Name, last.Name),
            Secret = s.Hidden(
                "secret",
                last.Secret,
                static t => t.Length <= 128,
                "use at most 128 characters"
            ),
            Line = s.Choice(
                "line",
                standard.Line,
                last.Line,
                ("sip", ExtensionLine.Sip),
                ("fxs1", ExtensionLine.Fxs1),
                ("fxs2", ExtensionLine.Fxs2)
            ),
            Account = Account(s, last.Account),
        };
        if (user.Secret.Length == 0 && user.Line == ExtensionLine.Sip)
        {
            s.Warn("secret", "secret is empty, so no telephone can register: write a password");
        }

        s.ReportUnknownKeys();
        return user;
    }

    private static ParkExtensionSettings Park(SectionReader s, ParkExtensionSettings? was)
    {
        var standard = new ParkExtensionSettings { Number = s.Section.Id };
        ParkExtensionSettings last = was ?? standard;
        var park = new ParkExtensionSettings
        {
            Number = s.Section.Id,
            Name = s.Text("name", $"Park {s.Section.Id}", last.Name),
            Password = s.Hidden("password", last.Password, IsPassword, PasswordAdvice),
            ParkAccess = s.List<Pattern>("park-access", standard.ParkAccess, ParkPattern),
            RetrieveAccess = s.List(
                "retrieve-access",
                standard.RetrieveAccess,
                (ValueParser<AccessPattern>)RetrievePattern
            ),
            RetrieveTimeout = s.Time(
                "retrieve-timeout",
                standard.RetrieveTimeout,
                last.RetrieveTimeout,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromHours(24)
            ),
            HoldMusic = s.HoldMusic("hold-music", last.HoldMusic),
            WrongPassword = s.Choice(
                "wrong-password",
                standard.WrongPassword,
                last.WrongPassword,
                ("disconnect", WrongPassword.Disconnect),
                ("keep", WrongPassword.Keep)
            ),
            PasswordTries = s.Number(
                "password-tries",
                standard.PasswordTries,
                last.PasswordTries,
                1,
                10
            ),
            PushBack = s.Value("push-back", null, last.PushBack, PushBackAddress),
            Account = Account(s, last.Account),
        };
        s.ReportUnknownKeys();
        return park;
    }

    private static SipAccountSettings? Account(SectionReader s, SipAccountSettings? last)
    {
        SipServerAddress? server = s.Value("sip-server", null, last?.Server, ServerOrNone);
        string user = s.Text("sip-user", "", last?.User ?? "", 128);
        string authUser = s.Text("sip-auth-user", "", last?.AuthUser ?? "", 128);
        string password = s.Hidden(
            "sip-password",
            last?.Password ?? "",
            static t => t.Length <= 128,
            "use at most 128 characters"
        );
        TimeSpan hour = TimeSpan.FromHours(1);
        TimeSpan expires = s.Time(
            "sip-expires",
            hour,
            last?.Expires ?? hour,
            TimeSpan.FromSeconds(20),
            TimeSpan.FromHours(24)
        );
        TlsTrust trust = s.Trust("sip-tls-verify", last?.Trust ?? default);
        if (server is null || user.Length == 0)
        {
            ReportHalfAccount(s, server, user);
            return null;
        }

        return new SipAccountSettings
        {
            Server = server,
            User = user,
            AuthUser = authUser.Length > 0 ? authUser : user,
            Password = password,
            Expires = expires,
            Trust = trust,
        };
    }

    private static void ReportHalfAccount(SectionReader s, SipServerAddress? server, string user)
    {
        if (server is not null)
        {
            s.Report("sip-server", "sip-server without sip-user makes no account: write sip-user");
        }
        else if (user.Length > 0)
        {
            s.Report(
                "sip-user",
                "sip-user without a good sip-server makes no account: write sip-server"
            );
        }
    }

    private static bool IsPassword(string text) =>
        text.Length == 0 || (text.Length <= 20 && Digits.Only(text));

    private static bool ParkPattern(string text, out Pattern pattern, out string advice)
    {
        if (CallAddress.TrySplit(text, out _, out _))
        {
            pattern = Pattern.Any;
            advice = "write the extension's pattern alone, without TYPE:";
            return false;
        }

        return Pattern.TryParse(text, out pattern, out advice);
    }

    private static bool RetrievePattern(string text, out AccessPattern pattern, out string advice)
    {
        bool good = AccessPattern.TryParse(text, out pattern, out string problem);
        advice = $"{problem}; write it like PBX:1*";
        return good;
    }

    private static bool PushBackAddress(string text, out CallAddress? address, out string advice)
    {
        advice =
            "use PBX:101, PSTN:+74950001122, SIP:user@host or Auto: with one of these, or leave it empty";
        bool good = CallAddress.TryParse(text, out CallAddress parsed);
        address = good ? parsed : null;
        return good || text.Length == 0;
    }

    private static bool ServerOrNone(string text, out SipServerAddress? server, out string advice)
    {
        advice = "write host[:port][;transport=tcp|tls], or leave it empty";
        bool good = SipServerAddress.TryParse(text, out SipServerAddress parsed);
        server = good ? parsed : null;
        return good || text.Length == 0;
    }
}
