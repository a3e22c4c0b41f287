using FsCheck.Xunit;
using QX200.Rtp;
using Xunit;

namespace QX200.Tests.Rtp;

public sealed class RtcpTests
{
    private static readonly SenderReport _sent = new(new NtpTime(0x1122334455667788), 9, 10, 11);
    private static readonly ReportBlock _block = new(
        0xABCD,
        128,
        -3,
        70_000,
        12,
        0x33445566,
        65_536
    );

    [Fact]
    public void A_compound_packet_is_read_as_it_was_written()
    {
        byte[] buffer = new byte[RtcpWriter.MostBytes];
        var writer = new RtcpWriter(buffer, 0x77);
        writer.Report(_sent, true, _block, true);
        writer.Describe("abc"u8);
        writer.Bye();
        Assert.Equal(52 + 16 + 8, writer.Length);
        Assert.Equal(
            "81CA0003000000770103616263000000",
            Convert.ToHexString(buffer.AsSpan(52, 16))
        );
        Assert.Equal("81CB000100000077", Convert.ToHexString(buffer.AsSpan(68, 8)));
        Assert.True(RtcpReader.IsCompound(buffer));

        var reader = new RtcpReader(buffer.AsSpan(0, writer.Length));
        Assert.True(reader.MoveNext());
        Assert.Equal(0x77u, reader.Ssrc);
        Assert.True(reader.TrySenderReport(out SenderReport sent));
        Assert.Equal(_sent, sent);
        Assert.True(reader.TryBlockOn(0xABCD, out ReportBlock block));
        Assert.Equal(_block, block);
        Assert.False(reader.TryBlockOn(0xABCE, out _));
        Assert.True(reader.MoveNext());
        Assert.Equal(RtcpKind.Description, reader.Kind);
        Assert.True(reader.MoveNext());
        Assert.Equal(RtcpKind.Bye, reader.Kind);
        Assert.False(reader.MoveNext());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(90)]
    public void Every_length_of_name_ends_on_a_word(int length)
    {
        byte[] buffer = new byte[RtcpWriter.MostBytes];
        var writer = new RtcpWriter(buffer, 1);
        writer.Report(default, false, default, false);
        writer.Describe(new byte[length]);
        writer.Bye();
        Assert.Equal(0, writer.Length % 4);
        var reader = new RtcpReader(buffer.AsSpan(0, writer.Length));
        Assert.True(reader.MoveNext() && reader.MoveNext() && reader.MoveNext());
        Assert.Equal(RtcpKind.Bye, reader.Kind);
    }

    [Fact]
    public void Round_trip_time_is_arrival_less_report_less_delay()
    {
        // A second after the report it was heard, half a second after that it was here.
        ReportBlock block = _block with
        {
            LastReport = 0x10000,
            Delay = 0x8000,
        };
        Assert.Equal(250, block.RoundTripMs(0x10000 + 0x8000 + 0x4000));
        Assert.Equal(-1, block.RoundTripMs(0x10000));
        Assert.Equal(-1, (block with { LastReport = 0 }).RoundTripMs(0x90000));
    }

    [Fact]
    public void Network_time_counts_from_1900()
    {
        var time = NtpTime.From(DateTimeOffset.UnixEpoch.AddMilliseconds(500));
        Assert.Equal((2_208_988_800ul << 32) | 0x8000_0000, time.Value);
        Assert.Equal(0x7E80_8000u, time.Middle);
    }

    [Property]
    public void Whatever_comes_reading_ends_without_a_fault(byte[] noise, bool begins)
    {
        byte[] datagram = begins ? [0x81, 200, 0, 12, .. noise] : noise;
        var reader = new RtcpReader(datagram);
        int packets = 0;
        while (reader.MoveNext())
        {
            _ = reader.TrySenderReport(out _);
            _ = reader.TryBlockOn(0, out _);
            packets++;
        }

        Assert.InRange(packets, 0, datagram.Length / 4);
    }
}
