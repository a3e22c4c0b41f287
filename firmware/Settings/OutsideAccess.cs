using System.Globalization;

namespace QX200.Settings;

/// <summary>Whether an entry of a retrieve access list means a caller from outside.</summary>
internal static class OutsideAccess
{
    /// <summary>
    /// SIP and PSTN patterns are both tried on a call from outside, as nothing but its number tells the two apart.
    /// </summary>
    /// <param name="ownServer">The host of the park extension's own account; null where it has none.</param>
    /// <param name="user">The calling user.</param>
    /// <param name="host">Its host; an IPv6 address with or without brackets.</param>
    /// <param name="port">0 where none is named.</param>
    /// <param name="isNumber">The user is a telephone number.</param>
    public static bool Matches(
        AccessPattern access,
        string? ownServer,
        string user,
        string host,
        int port,
        bool isNumber
    ) =>
        access.Type switch
        {
            CallType.Sip => MatchesAddress(access.Pattern, ownServer, user, host, port),
            CallType.Pstn => isNumber && access.Pattern.Matches(user),
            CallType.Auto => access.Pattern.Matches(user)
                || (
                    access.Pattern.Text.Contains('@')
                    && MatchesAddress(access.Pattern, ownServer, user, host, port)
                ),
            _ => false,
        };

    private static bool MatchesAddress(
        Pattern pattern,
        string? ownServer,
        string user,
        string host,
        int port
    )
    {
        int at = pattern.Text.IndexOf('@');
        if (at < 0)
        {
            // Users of the park extension's own server.
            return ownServer is not null
                && ownServer.Equals(host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
                && pattern.Matches(user);
        }

        bool namesPort =
            pattern.Text.LastIndexOf(':') > Math.Max(at, pattern.Text.LastIndexOf(']'));
        string named = namesPort
            ? string.Create(CultureInfo.InvariantCulture, $"{host}:{(port == 0 ? 5060 : port)}")
            : host;
        return pattern.Matches($"{user}@{named}");
    }
}
