using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using QX200.Settings;

namespace QX200;

/// <summary>What <c>qx200 run</c> prints when it starts: who can register where, and the line that scripts wait for.</summary>
internal static class StartSheet
{
    /// <summary>
    /// The table of extensions with their secrets, for whoever set the box up at this terminal. Nothing where the output
    /// goes into the system's journal: secrets have no business there.
    /// </summary>
    /// <param name="tlsPort">Where SIP over TLS comes in; 0 where it does not.</param>
    /// <param name="setUpCode">What the pages ask for at their first start; null when that is over.</param>
    public static void Print(
        TextWriter output,
        BoxSettings settings,
        IPEndPoint sip,
        int tlsPort,
        string? setUpCode
    )
    {
        if (Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null)
        {
            return;
        }

        IPEndPoint reachable = Reachable(sip);
        UserExtensionSettings[] users = [.. settings.Extensions.OfType<UserExtensionSettings>()];
        int number = Width(users.Select(u => u.Number), "Extension");
        int name = Width(users.Select(u => u.Name), "Name");
        int address = Width(users.Select(u => Where(u, reachable)), "SIP address");
        output.WriteLine(
            $"{"Extension".PadRight(number)}  {"Name".PadRight(name)}  {"SIP address".PadRight(address)}  Secret"
        );
        foreach (UserExtensionSettings user in users)
        {
            string uri = Where(user, reachable);
            output.WriteLine(
                $"{user.Number.PadRight(number)}  {user.Name.PadRight(name)}  {uri.PadRight(address)}  {user.Secret}"
            );
        }

        if (tlsPort != 0)
        {
            output.WriteLine($"SIP over TLS: {new IPEndPoint(reachable.Address, tlsPort)}");
        }

        string[] parks =
        [
            .. settings.Extensions.OfType<ParkExtensionSettings>().Select(p => p.Number),
        ];
        output.WriteLine(
            parks.Length == 0
                ? "No park extension: calls cannot be parked."
                : $"Park extensions: {string.Join(' ', parks)}   (dial {settings.System.Features.CallPark} in a call to park it)"
        );
        if (setUpCode is not null && Url(settings.System.Web) is var url and not "none")
        {
            output.WriteLine(
                $"Web pages: {url}   (set-up code, until you set a password: {setUpCode})"
            );
        }
    }

    private static string Where(UserExtensionSettings user, IPEndPoint sip) =>
        user.Line switch
        {
            ExtensionLine.Fxs1 => "analog line 1",
            ExtensionLine.Fxs2 => "analog line 2",
            _ => $"sip:{user.Number}@{sip}",
        };

    /// <summary>Once calls are taken.</summary>
    public static void Ready(TextWriter output, IPEndPoint sip, WebSettings web)
    {
        output.WriteLine($"ready sip={Reachable(sip)} web={Url(web)}");
        output.Flush();
    }

    /// <summary>
    /// Where the pages are: the plain one where there is one, as it serves the box itself and leads all others to HTTPS.
    /// </summary>
    private static string Url(WebSettings web) =>
        web switch
        {
            { Port: > 0 } => $"http://{Reachable(new IPEndPoint(web.Bind, web.Port))}",
            { TlsPort: > 0 } => $"https://{Reachable(new IPEndPoint(web.Bind, web.TlsPort))}",
            _ => "none",
        };

    /// <summary>An address that telephones can be given: where all are listened on, the first that is not loopback.</summary>
    private static IPEndPoint Reachable(IPEndPoint bound)
    {
        if (!bound.Address.Equals(IPAddress.Any) && !bound.Address.Equals(IPAddress.IPv6Any))
        {
            return bound;
        }

        IPAddress? first = NetworkInterface
            .GetAllNetworkInterfaces()
            .Where(i =>
                i.OperationalStatus == OperationalStatus.Up
                && i.NetworkInterfaceType != NetworkInterfaceType.Loopback
            )
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork);
        return new IPEndPoint(first ?? IPAddress.Loopback, bound.Port);
    }

    private static int Width(IEnumerable<string> column, string title) =>
        column.Select(c => c.Length).Append(title.Length).Max();
}
