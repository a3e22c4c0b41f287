using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace QX200.Update;

/// <summary>
/// Asks this box's own SIP port for a sign of life, as a telephone would: OPTIONS over UDP (RFC 3261 section 11). It goes
/// through the kernel, the parser and the signal thread, so an answer means that all of these work.
/// </summary>
internal static class SipEcho
{
    /// <summary>Whether any SIP response comes back within <paramref name="limit"/>.</summary>
    public static async Task<bool> Answers(IPEndPoint box, TimeSpan limit, CancellationToken cancel)
    {
        IPAddress loopback =
            box.AddressFamily == AddressFamily.InterNetworkV6
                ? IPAddress.IPv6Loopback
                : IPAddress.Loopback;
        bool any = box.Address.Equals(IPAddress.Any) || box.Address.Equals(IPAddress.IPv6Any);
        var target = new IPEndPoint(any ? loopback : box.Address, box.Port);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        late.CancelAfter(limit);
        try
        {
            using var socket = new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(target, late.Token);
            await socket.SendAsync(Options(target, (IPEndPoint)socket.LocalEndPoint!), late.Token);
            byte[] answer = new byte[2048];
            int length = await socket.ReceiveAsync(answer, late.Token);
            return answer.AsSpan(0, length).StartsWith("SIP/2.0 "u8);
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    private static byte[] Options(IPEndPoint box, IPEndPoint own)
    {
        string token = Convert.ToHexStringLower(Guid.NewGuid().ToByteArray());
        return Encoding.ASCII.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $"OPTIONS sip:{box} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{token};rport\r\nMax-Forwards: 70\r\n"
                    + $"From: <sip:trial@{own}>;tag={token[..8]}\r\nTo: <sip:{box}>\r\nCall-ID: {token}\r\nCSeq: 1 OPTIONS\r\n"
                    + $"Contact: <sip:trial@{own}>\r\nAccept: application/sdp\r\nContent-Length: 0\r\n\r\n"
            )
        );
    }
}
