using System.Globalization;
using QX200.Settings;
using QX200.Sip.Transport;

namespace QX200.Stations;

/// <summary>
/// What an account on an external SIP server is made from: the <c>sip-*</c> keys of an extension, or a trunk. Equal
/// terms are the same account, so a reload of unchanged settings leaves it alone.
/// </summary>
internal sealed record AccountTerms
{
    /// <summary><c>extension 77</c> or <c>trunk provider</c>: unique, and what people read in the log.</summary>
    public required string Name { get; init; }

    /// <summary>The extension that it serves; empty for a trunk.</summary>
    public string Extension { get; init; } = "";

    public required SipServerAddress Server { get; init; }

    public required string User { get; init; }

    public required string AuthUser { get; init; }

    public required string Password { get; init; }

    /// <summary>False where the server knows our address without being told.</summary>
    public bool Registers { get; init; } = true;

    /// <summary>What the server's certificate has to be, where it is reached over TLS.</summary>
    public TlsTrust Trust { get; init; }

    /// <summary>How long a registration is asked for.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromHours(1);

    /// <summary>More hosts and networks that its calls may come from, separated by blanks.</summary>
    public string Addresses { get; init; } = "";

    /// <summary>Whether those outside may be told who of the box they are connected with.</summary>
    public bool ShowsCaller { get; init; }

    public bool IsTrunk => Extension.Length == 0;

    /// <summary>The server's host as it stands in a URI.</summary>
    public string Host => Server.Host.Contains(':') ? $"[{Server.Host}]" : Server.Host;

    /// <summary>The server's host as it stands in a request line: with the port, where the settings name one.</summary>
    public string HostAndPort =>
        Server.Port == 0
            ? Host
            : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Server.Port}");

    /// <summary>What goes behind a URI of that server, so that it is reached as the settings say.</summary>
    public string TransportParameter =>
        Server.Transport switch
        {
            SipServerTransport.Tcp => ";transport=tcp",
            SipServerTransport.Tls => ";transport=tls",
            _ when Server.NamesUdp => ";transport=udp",
            _ => "",
        };

    /// <summary>Who has to be at the other end of a connection over TLS.</summary>
    public ExpectedServer Expected =>
        new(
            Server.Host,
            Trust.Kind switch
            {
                TlsTrustKind.Authorities => ServerCheck.Authority,
                TlsTrustKind.File => ServerCheck.File,
                _ => ServerCheck.None,
            },
            Trust.File ?? ""
        );

    public static string NameOfExtension(string number) => $"extension {number}";

    public static string NameOfTrunk(string trunk) => $"trunk {trunk}";

    /// <summary>All accounts that the settings ask for.</summary>
    public static IEnumerable<AccountTerms> In(BoxSettings settings) =>
        settings
            .Extensions.Where(static e => e.Account is not null)
            .Select(static e => Of(e.Number, e.Account!))
            .Concat(settings.Trunks.Select(Of));

    private static AccountTerms Of(string number, SipAccountSettings account) =>
        new()
        {
            Name = NameOfExtension(number),
            Extension = number,
            Server = account.Server,
            User = account.User,
            AuthUser = account.AuthUser,
            Password = account.Password,
            Expires = account.Expires,
            Trust = account.Trust,
        };

    private static AccountTerms Of(TrunkSettings trunk) =>
        new()
        {
            Name = NameOfTrunk(trunk.Name),
            Server = trunk.Server,
            User = trunk.User,
            AuthUser = trunk.AuthUser.Length > 0 ? trunk.AuthUser : trunk.User,
            Password = trunk.Password,
            Registers = trunk.Register,
            ShowsCaller = trunk.ShowCaller,
            Trust = trunk.Trust,
            Addresses = string.Join(' ', trunk.Addresses),
        };
}
