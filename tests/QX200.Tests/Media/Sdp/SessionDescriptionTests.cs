using System.Net;
using System.Text;
using FsCheck.Xunit;
using QX200.Media.Sdp;
using Xunit;

namespace QX200.Tests.Media.Sdp;

public sealed class SessionDescriptionTests
{
    [Fact]
    public void Session_level_address_direction_and_ptime_hold_for_lines_that_say_nothing_else()
    {
        MediaDescription audio = Parse(
            "v=0\r\nc=IN IP4 192.0.2.1\r\na=inactive\r\na=ptime:30\r\nm=audio 4000 RTP/AVP 0\r\n"
                + "m=audio 4002 RTP/AVP 0\r\nc=IN IP4 192.0.2.2/127\r\na=sendonly\r\na=ptime:60\r\n"
        )[0];
        Assert.Equal(IPAddress.Parse("192.0.2.1"), audio.Address);
        Assert.Equal(MediaDirection.Inactive, audio.Direction);
        Assert.Equal(30, audio.Ptime);

        MediaDescription own = Parse(
            "v=0\r\nc=IN IP4 192.0.2.1\r\na=inactive\r\nm=audio 4002 RTP/AVP 0\r\nc=IN IP4 192.0.2.2/127\r\n"
                + "a=sendonly\r\na=ptime:60.0\r\n"
        )[0];
        Assert.Equal(IPAddress.Parse("192.0.2.2"), own.Address);
        Assert.Equal(MediaDirection.SendOnly, own.Direction);
        Assert.Equal(60, own.Ptime);
    }

    [Fact]
    public void Static_payload_types_need_no_rtpmap_and_others_mean_what_theirs_says()
    {
        MediaDescription audio = Parse(
            "v=0\nm=audio 4000/2 rtp/avp 0 8 9 97 98\na=rtpmap:97 TELEPHONE-EVENT/8000\na=rtpmap:98 PCMU/8000/2\n"
        )[0];

        Assert.True(audio.IsPlainRtp);
        Assert.Equal(
            [
                new RtpMap(0, "PCMU", 8000),
                new RtpMap(8, "PCMA", 8000),
                new RtpMap(9, "G722", 8000),
                new RtpMap(97, "TELEPHONE-EVENT", 8000),
                new RtpMap(98, "", 8000),
            ],
            audio.Payloads
        );
    }

    [Theory]
    [InlineData("", "NotSdp")]
    [InlineData("hello there", "NotSdp")]
    [InlineData("v=0\r\nm=audio RTP/AVP 0\r\n", "BadMediaLine")]
    [InlineData("v=0\r\nm=audio 70000 RTP/AVP 0\r\n", "BadMediaLine")]
    public void What_is_no_description_is_refused_with_the_reason(string text, string expected)
    {
        Assert.False(
            SessionDescription.TryParse(
                Encoding.UTF8.GetBytes(text),
                out _,
                out SdpRejection rejection
            )
        );
        Assert.Equal(Enum.Parse<SdpRejection>(expected), rejection);
        Assert.Equal(400, rejection.Status());
    }

    [Fact]
    public void Size_and_number_of_lines_are_limited()
    {
        string many = "v=0\r\n" + string.Concat(Enumerable.Repeat("m=audio 1 RTP/AVP 0\r\n", 17));
        Assert.False(
            SessionDescription.TryParse(Encoding.UTF8.GetBytes(many), out _, out SdpRejection first)
        );
        Assert.Equal(SdpRejection.TooManyMedia, first);
        Assert.False(
            SessionDescription.TryParse(new byte[16 * 1024 + 1], out _, out SdpRejection second)
        );
        Assert.Equal(SdpRejection.TooLong, second);
    }

    [Property]
    public void Any_bytes_and_any_telephone_with_broken_bytes_never_throw(
        byte[] noise,
        ushort[] places,
        byte value
    )
    {
        bool read = SessionDescription.TryParse(noise, out SessionDescription? got, out _);
        Assert.Equal(read, got is not null);
        foreach (byte[] telephone in Telephones.Usable)
        {
            byte[] broken = [.. telephone];
            foreach (ushort place in places)
            {
                broken[place % broken.Length] = value;
            }

            var session = new SdpSession(IPAddress.Loopback, 4000, [QX200.Media.Codec.Pcmu]);
            if (session.TryRead(broken, out _))
            {
                Assert.NotEmpty(session.Answer());
            }

            session.CreateOffer();
            session.TryAccept(broken, out _);
        }
    }

    private static IReadOnlyList<MediaDescription> Parse(string text)
    {
        Assert.True(
            SessionDescription.TryParse(
                Encoding.UTF8.GetBytes(text),
                out SessionDescription? description,
                out SdpRejection rejection
            ),
            rejection.Sentence()
        );
        return description.Media;
    }
}
