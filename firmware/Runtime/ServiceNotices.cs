using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace QX200.Runtime;

/// <summary>
/// What systemd is told (sd_notify(3)): that the program takes calls, that it still lives, that it stops. Datagrams to the
/// socket that <c>NOTIFY_SOCKET</c> names; without one nothing is sent. Any thread; never waits, never throws.
/// </summary>
internal sealed class ServiceNotices : IDisposable
{
    private readonly Socket? _socket;

    /// <param name="address">A path, or an abstract name that begins with <c>@</c>; null or empty for none.</param>
    /// <param name="watchdogMicroseconds">Text of <c>WATCHDOG_USEC</c>; null or empty for no watchdog.</param>
    public ServiceNotices(string? address, string? watchdogMicroseconds)
    {
        if (string.IsNullOrEmpty(address))
        {
            return;
        }

        string name = address[0] == '@' ? "\0" + address[1..] : address;
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(name));
            socket.Blocking = false;
            _socket = socket;
        }
        catch (Exception fault) when (fault is SocketException or ArgumentException)
        {
            socket.Dispose();
            return;
        }

        if (
            long.TryParse(
                watchdogMicroseconds,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out long limit
            )
            && limit > 0
        )
        {
            SignOfLifeEvery = TimeSpan.FromMicroseconds(limit) / 3;
        }
    }

    /// <summary>How often <see cref="Alive"/> is due, a third of what systemd waits; null where nobody waits for it.</summary>
    public TimeSpan? SignOfLifeEvery { get; }

    public static ServiceNotices FromEnvironment() =>
        new(
            Environment.GetEnvironmentVariable("NOTIFY_SOCKET"),
            Environment.GetEnvironmentVariable("WATCHDOG_USEC")
        );

    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    public void Alive() => Send("WATCHDOG=1");

    public void Stopping() => Send("STOPPING=1");

    public void Dispose() => _socket?.Dispose();

    private void Send(string notice)
    {
        try
        {
            _socket?.Send(Encoding.UTF8.GetBytes(notice));
        }
        catch (SocketException)
        {
            // systemd draws its own conclusion from a sign that does not come.
        }
    }
}
