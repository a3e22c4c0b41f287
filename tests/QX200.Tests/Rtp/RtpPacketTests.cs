using FsCheck.Xunit;
using QX200.Rtp;
using Xunit;

namespace QX200.Tests.Rtp;

public sealed class RtpPacketTests
{
    [Theory]
    [InlineData("", "TooShort")]
    [InlineData("800000010000000200000", "TooShort")]
    [InlineData("400000010000000200000003", "NotVersion2")]
    [InlineData("80C800010000000200000003", "Control")]
    [InlineData("80CA00010000000200000003", "Control")]
    [InlineData("810000010000000200000003", "Overrun")]
    [InlineData("900000010000000200000003", "Overrun")]
    [InlineData("90000001000000020000000300000001", "Overrun")]
    [InlineData("A0000001000000020000000300", "Overrun")]
    [InlineData("A0000001000000020000000302", "Overrun")]
    [InlineData("800000010000000200000003", "None")]
    [InlineData("90000001000000020000000300000000", "None")]
    [InlineData("A0000001000000020000000301", "None")]
    public void What_is_no_packet_is_told_by_its_reason(string hex, string expected)
    {
        byte[] datagram = Convert.FromHexString(hex[..(hex.Length & ~1)]);
        Assert.Equal(Enum.Parse<RtpRejection>(expected), RtpPacket.Parse(datagram, out _));
    }

    [Fact]
    public void A_header_with_everything_in_it_is_read()
    {
        // Padding, extension, two contributing sources, marker.
        byte[] datagram = Convert.FromHexString(
            "B2E512340001020389ABCDEF"
                + "0000000100000002"
                + "BEDE000110FF0000"
                + "AABBCC"
                + "000002"
        );
        datagram[^1] = 3;

        Assert.Equal(RtpRejection.None, RtpPacket.Parse(datagram, out RtpPacket packet));
        Assert.True(packet.Marker);
        Assert.Equal(0x65, packet.PayloadType);
        Assert.Equal(0x1234, packet.Sequence);
        Assert.Equal(0x00010203u, packet.Timestamp);
        Assert.Equal(0x89ABCDEFu, packet.Ssrc);
        Assert.Equal(28, packet.PayloadOffset);
        Assert.Equal(3, packet.PayloadLength);
    }

    [Property]
    public void What_is_written_is_read_again(
        bool marker,
        byte type,
        ushort sequence,
        uint time,
        uint ssrc
    )
    {
        type = (byte)(type % 64);
        byte[] datagram = new byte[20];
        RtpPacket.WriteHeader(datagram, marker, type, sequence, time, ssrc);
        Assert.Equal(RtpRejection.None, RtpPacket.Parse(datagram, out RtpPacket packet));
        var expected = new RtpPacket
        {
            Marker = marker,
            PayloadType = type,
            Sequence = sequence,
            Timestamp = time,
            Ssrc = ssrc,
            PayloadOffset = 12,
            PayloadLength = 8,
        };
        Assert.Equal(expected, packet);
    }

    [Property]
    public void Whatever_comes_the_payload_lies_inside_the_datagram(byte[] datagram)
    {
        if (datagram.Length > 0)
        {
            datagram[0] = (byte)(0x80 | (datagram[0] & 0x3F));
        }

        if (RtpPacket.Parse(datagram, out RtpPacket packet) == RtpRejection.None)
        {
            Assert.InRange(packet.PayloadOffset, 12, datagram.Length);
            Assert.InRange(packet.PayloadLength, 0, datagram.Length - packet.PayloadOffset);
        }
    }
}
