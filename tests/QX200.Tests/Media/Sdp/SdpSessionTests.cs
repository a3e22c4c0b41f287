using System.Net;
using System.Text;
using QX200.Media;
using QX200.Media.Sdp;
using Xunit;

namespace QX200.Tests.Media.Sdp;

public sealed class SdpSessionTests
{
    private static readonly Codec[] AllCodecs = [Codec.G722, Codec.Pcmu, Codec.Pcma];
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");

    [Fact]
    public void Two_sessions_agree_on_the_first_codec_both_have_and_on_telephone_event()
    {
        SdpSession a = Session(Codec.Pcma, Codec.Pcmu);
        var b = new SdpSession(IPAddress.Parse("192.0.2.2"), 20000, AllCodecs);

        Assert.True(
            b.TryAnswer(a.CreateOffer(), null, MediaDirection.SendRecv, out byte[]? answer, out _)
        );
        Assert.True(a.TryAccept(answer, out _));

        Assert.Equal(Codec.Pcmu, a.Chosen);
        Assert.Equal(Codec.Pcmu, b.Chosen);
        StreamFormat format = a.Format!.Value;
        Assert.Equal(IPEndPoint.Parse("192.0.2.2:20000"), format.Remote);
        Assert.Equal(IPEndPoint.Parse("192.0.2.2:20001"), format.RemoteControl);
        Assert.Equal(101, format.EventPayload);
        Assert.True(format is { Sending: true, Receiving: true, PtimeMs: 20, SendPayload: 0 });
        Assert.Equal([Codec.Pcma, Codec.Pcmu], b.CodecsOfPeer);
    }

    private static SdpSession Session(params Codec[] codecs) =>
        new(Here, 16384, codecs.Length == 0 ? AllCodecs : codecs);
}
