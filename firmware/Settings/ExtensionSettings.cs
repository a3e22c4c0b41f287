using System.Collections.Immutable;
using System.Globalization;

namespace QX200.Settings;

/// <summary>A section of <c>extensions.ini</c>; the initial values are the defaults.</summary>
internal abstract record ExtensionSettings
{
    /// <summary>2 to 20 digits that do not start with 0.</summary>
    public required string Number { get; init; }

    public string Name { get; init; } = "";

    /// <summary>An account on an external SIP server; null for none.</summary>
    public SipAccountSettings? Account { get; init; }

    /// <summary>What a display shows: the name, or the number where there is none.</summary>
    public string DisplayName => Name.Length > 0 ? Name : Number;

    /// <summary>Ascending by the numbers' values: 77 before 101.</summary>
    public static int ByNumber(ExtensionSettings a, ExtensionSettings b) =>
        a.Number.Length != b.Number.Length
            ? a.Number.Length - b.Number.Length
            : string.CompareOrdinal(a.Number, b.Number);
}

internal enum ExtensionLine : byte
{
    Sip,
    Fxs1,
    Fxs2,
}

internal sealed record UserExtensionSettings : ExtensionSettings
{
    /// <summary>SIP digest password; empty: no telephone can register.</summary>
    public string Secret { get; init; } = "";

    public ExtensionLine Line { get; init; }
}

internal enum WrongPassword : byte
{
    /// <summary>The parked call is disconnected.</summary>
    Disconnect,

    /// <summary>The intruder is turned away, the call stays parked.</summary>
    Keep,
}

internal sealed record ParkExtensionSettings : ExtensionSettings
{
    /// <summary>Digits only; empty: none.</summary>
    public string Password { get; init; } = "";

    /// <summary>Who may park: patterns for PBX extension numbers.</summary>
    public ImmutableArray<Pattern> ParkAccess { get; init; } = [Pattern.Any];

    /// <summary>Who may retrieve without a password.</summary>
    public ImmutableArray<AccessPattern> RetrieveAccess { get; init; } =
    [new AccessPattern(CallType.Pbx, Pattern.Any)];

    public TimeSpan RetrieveTimeout { get; init; } = TimeSpan.FromMinutes(15);
    public HoldMusicChoice HoldMusic { get; init; }
    public WrongPassword WrongPassword { get; init; }

    /// <summary>In one call.</summary>
    public int PasswordTries { get; init; } = 1;

    /// <summary>Where a call goes whose return is not answered; null for nowhere.</summary>
    public CallAddress? PushBack { get; init; }

    /// <summary>Whether that PBX extension may park here.</summary>
    public bool MayPark(ReadOnlySpan<char> number)
    {
        foreach (Pattern pattern in ParkAccess)
        {
            if (pattern.Matches(number))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether that PBX extension may take a call out of here without the password.</summary>
    public bool MayRetrieve(ReadOnlySpan<char> number)
    {
        foreach (AccessPattern access in RetrieveAccess)
        {
            if (access.Type is CallType.Pbx or CallType.Auto && access.Pattern.Matches(number))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The <c>sip-*</c> keys of an extension.</summary>
internal sealed record SipAccountSettings
{
    public required SipServerAddress Server { get; init; }
    public required string User { get; init; }

    /// <summary>The digest user name; never empty (same as <see cref="User"/> where the file leaves it empty).</summary>
    public required string AuthUser { get; init; }
    public string Password { get; init; } = "";
    public TimeSpan Expires { get; init; } = TimeSpan.FromHours(1);

    /// <summary>What the server's certificate has to be, where it is reached over TLS.</summary>
    public TlsTrust Trust { get; init; }
}

internal enum SipServerTransport : byte
{
    Udp,
    Tcp,
    Tls,
}

internal enum TlsTrustKind : byte
{
    /// <summary>Vouched for by somebody whom this machine trusts.</summary>
    Authorities,

    /// <summary>Vouched for by, or the same as, a certificate in a file.</summary>
    File,

    /// <summary>Whatever it is.</summary>
    Anything,
}

/// <summary><c>yes</c>, <c>no</c>, or a PEM file's name in DIR/tls.</summary>
/// <param name="File">With its folder.</param>
internal readonly record struct TlsTrust(TlsTrustKind Kind, string? File)
{
    public override string ToString() =>
        Kind switch
        {
            TlsTrustKind.Authorities => "yes",
            TlsTrustKind.Anything => "no",
            _ => Path.GetFileName(File!),
        };
}

/// <summary><c>host[:port][;transport=tcp|tls]</c>.</summary>
/// <param name="Host">A name, an IPv4 address, or an IPv6 address without its brackets.</param>
/// <param name="Port">0 where none is named.</param>
internal sealed record SipServerAddress(string Host, int Port, SipServerTransport Transport)
{
    /// <summary>Whether UDP is asked for by name; where no transport is, the domain's DNS records may choose TCP.</summary>
    public bool NamesUdp { get; init; }

    public static bool TryParse(string text, out SipServerAddress address)
    {
        address = new SipServerAddress("", 0, SipServerTransport.Udp);
        string[] parts = text.Split(';');
        SipServerTransport? transport = parts.Length switch
        {
            1 => SipServerTransport.Udp,
            2 => Named(parts[1].Trim()),
            _ => null,
        };
        if (transport is not { } known || !TrySplit(parts[0].Trim(), out string host, out int port))
        {
            return false;
        }

        address = new SipServerAddress(host, port, known)
        {
            NamesUdp = known == SipServerTransport.Udp && parts.Length > 1,
        };
        return true;
    }

    /// <summary>Splits <c>host[:port]</c>.</summary>
    public static bool TrySplit(string text, out string host, out int port)
    {
        int bracket = text.LastIndexOf(']');
        int colon = text.LastIndexOf(':');
        bool hasPort = colon > bracket;
        port = 0;
        host = hasPort ? text[..colon] : text;
        bool portGood =
            !hasPort
            || (
                int.TryParse(
                    text.AsSpan(colon + 1),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out port
                ) && port is > 0 and <= 65535
            );
        if (host is ['[', .. var inner, ']'])
        {
            host = inner;
            return portGood && Uri.CheckHostName(host) == UriHostNameType.IPv6;
        }

        return portGood
            && Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4
            && portGood;
    }

    private static SipServerTransport? Named(string parameter) =>
        parameter.ToLowerInvariant() switch
        {
            "transport=udp" => SipServerTransport.Udp,
            "transport=tcp" => SipServerTransport.Tcp,
            "transport=tls" => SipServerTransport.Tls,
            _ => null,
        };
}
