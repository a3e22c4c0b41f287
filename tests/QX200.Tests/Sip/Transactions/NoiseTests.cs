using System.Text;
using FsCheck.Xunit;
using QX200.Sip.Transport;
using Xunit;

namespace QX200.Tests.Sip.Transactions;

public sealed class NoiseTests
{
    private static readonly string[] Methods = ["INVITE", "ACK", "CANCEL", "BYE", "REGISTER", "X"];

    /// <summary>
    /// Messages with bytes changed, cut and repeated, over UDP or TCP, answered or not: nothing throws (the network
    /// asserts that no fault was counted) and after a while nothing is left.
    /// </summary>
    [Property(MaxTest = 300)]
    public void Whatever_arrives_throws_nothing_and_leaves_nothing(
        byte[] choices,
        byte[] places,
        byte[] values,
        bool answers
    )
    {
        var network = new MemoryNetwork();
        var box = new StackHost(network, "192.0.2.9:5060");
        var phone = new RawHost(network, "192.0.2.1:5060");
        if (answers)
        {
            box.Answer = request => request.Respond(486);
        }

        foreach (byte choice in choices)
        {
            byte[] message = Spoil(Message(choice), places, values);
            SipPeer to = choice % 2 == 0 ? box.Udp : box.Tcp;
            phone.Wire.TrySend(to, message, out _);
            network.Settle();
        }

        foreach (var open in box.Requests.Where(request => !request.IsAnswered))
        {
            open.Respond(500);
        }

        network.Advance(TimeSpan.FromMinutes(2));
        box.AssertClean();
    }

    private static string Message(byte choice) =>
        choice % 7 == 6
            ? "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK0123456789abcdef\r\n"
                + "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n\r\n"
            : RawHost
                .Request(Methods[choice % 6], $"z9hG4bK{choice % 3}", more: "Max-Forwards: 70")
                .ReplaceLineEndings("\r\n");

    private static byte[] Spoil(string text, byte[] places, byte[] values)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        for (int i = 0; i < Math.Min(places.Length, values.Length); i++)
        {
            bytes[(places[i] * 3) % bytes.Length] = values[i];
        }

        return bytes;
    }
}
