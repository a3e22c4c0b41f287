using System.Net;

namespace QX200.Web;

/// <summary>
/// Which names in a Host header mean this box. A page of somebody else's whose name was made to point here (DNS
/// rebinding) comes with its own name, and is turned away. An address can't be pointed elsewhere, so any will do.
/// </summary>
internal sealed class HostNames(Func<IEnumerable<string>> names, string machine)
{
    public bool Knows(string host)
    {
        string bare = host.Trim('[', ']');
        return IPAddress.TryParse(bare, out _)
            || Same(bare, "localhost")
            || Same(bare, machine)
            || Same(bare, machine + ".local")
            || names().Any(name => Same(bare, name));
    }

    private static bool Same(string a, string b) =>
        a.Length > 0 && a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
