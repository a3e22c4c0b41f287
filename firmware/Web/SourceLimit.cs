using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace QX200.Web;

/// <summary>
/// How many connections one address may hold, so that a single machine can't keep everybody else out. The box itself is
/// not counted.
/// </summary>
internal sealed class SourceLimit(int most)
{
    private readonly ConcurrentDictionary<IPAddress, int> _open = new();

    /// <summary>Passes a connection on, or closes it where its address has too many.</summary>
    public async Task Pass(ConnectionContext connection, ConnectionDelegate next)
    {
        if (
            connection.RemoteEndPoint is not IPEndPoint { Address: var from }
            || Locality.IsOnBox(from, (connection.LocalEndPoint as IPEndPoint)?.Address)
        )
        {
            await next(connection);
            return;
        }

        try
        {
            if (_open.AddOrUpdate(from, 1, static (_, open) => open + 1) <= most)
            {
                await next(connection);
            }
            else
            {
                connection.Abort();
            }
        }
        finally
        {
            Leave(from);
        }
    }

    private void Leave(IPAddress from)
    {
        if (_open.AddOrUpdate(from, 0, static (_, open) => open - 1) <= 0)
        {
            // Only while it is still zero: another may have come in between.
            ((ICollection<KeyValuePair<IPAddress, int>>)_open).Remove(new(from, 0));
        }
    }
}
