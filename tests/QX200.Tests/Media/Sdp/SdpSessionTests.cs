using System.Net;
using System.Text;
using FsCheck.Xunit;
using QX200.Media;
using QX200.Media.Sdp;
using Xunit;

namespace QX200.Tests.Media.Sdp;

public sealed class SdpSessionTests
{
    private static readonly Codec[] AllCodecs = [Codec.G722, Codec.Pcmu, Codec.Pcma];

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

    [Fact]
    public void Our_first_offer_is_written_as_it_should_be()
    {
        string[] lines = Lines(Session().CreateOffer());

        Assert.Equal("v=0", lines[0]);
        Assert.Matches("^o=- [0-9]+ 1 IN IP4 192.0.2.1$", lines[1]);
        Assert.Equal(
            [
                "s=-",
                "c=IN IP4 192.0.2.1",
                "t=0 0",
                "m=audio 16384 RTP/AVP 9 0 8 101",
                "a=rtpmap:9 G722/8000",
                "a=rtpmap:0 PCMU/8000",
                "a=rtpmap:8 PCMA/8000",
                "a=rtpmap:101 telephone-event/8000",
                "a=fmtp:101 0-15",
                "a=ptime:20",
                "a=sendrecv",
                "",
            ],
            lines[2..]
        );
    }

    [Fact]
    public void Baresip_is_answered_with_what_both_speak_in_our_order()
    {
        SdpSession session = Session();
        string[] answer = Answered(session, Telephones.Baresip);

        Assert.Contains("m=audio 16384 RTP/AVP 9 0 8 101", answer);
        Assert.DoesNotContain(answer, l => l.Contains("opus"));
        Assert.Equal(IPEndPoint.Parse("192.0.2.10:15244"), session.Format!.Value.Remote);
        Assert.False(session.RemoteHold);
    }

    [Fact]
    public void The_codec_of_the_other_leg_goes_first_where_the_peer_has_it()
    {
        SdpSession session = Session();
        Assert.Contains(
            "m=audio 16384 RTP/AVP 8 9 0 101",
            Answered(session, Telephones.Baresip, Codec.Pcma)
        );
        Assert.Equal(Codec.Pcma, session.Chosen);

        SdpSession without = Session();
        Assert.Contains(
            "m=audio 16384 RTP/AVP 0 8 101",
            Answered(without, Telephones.Linphone, Codec.G722)
        );
        Assert.Equal(Codec.Pcmu, without.Chosen);
    }

    [Fact]
    public void Linphone_has_its_video_refused_in_place_and_events_on_our_clock()
    {
        SdpSession session = Session();
        string[] answer = Answered(session, Telephones.Linphone);

        Assert.Equal(
            ["m=audio 16384 RTP/AVP 0 8 101", "m=video 0 RTP/AVP 96"],
            answer.Where(l => l.StartsWith("m="))
        );
        PayloadMap receive = session.Format!.Value.Receive;
        Assert.True(receive.IsEvent(101) && receive.IsEvent(99));
        Assert.Equal(101, session.Format.Value.EventPayload);
    }

    [Fact]
    public void Snom_has_its_encrypted_line_refused_and_the_plain_one_taken()
    {
        SdpSession session = Session();
        string[] answer = Answered(session, Telephones.Snom);

        Assert.Equal(
            ["m=audio 0 RTP/SAVP 9 0 8 101", "m=audio 16384 RTP/AVP 9 0 8 112"],
            answer.Where(l => l.StartsWith("m="))
        );
        Assert.Contains("a=rtpmap:112 telephone-event/8000", answer);
        Assert.Equal(112, session.Format!.Value.EventPayload);
        Assert.Equal(IPEndPoint.Parse("192.0.2.12:54034"), session.Format.Value.Remote);
    }

    [Fact]
    public void Polycom_holds_at_session_level_and_asks_for_30_ms()
    {
        SdpSession session = Session();
        string[] answer = Answered(session, Telephones.Polycom);

        Assert.True(session.RemoteHold);
        Assert.Contains("a=recvonly", answer);
        Assert.Contains("a=ptime:30", answer);
        Assert.True(
            session.Format is { PtimeMs: 30, Sending: false, Receiving: true, EventPayload: 127 }
        );
    }

    [Fact]
    public void An_unspecified_address_is_a_hold_and_nothing_is_sent_there()
    {
        SdpSession session = Session();
        Answered(session, Telephones.CiscoHold);

        Assert.True(session.RemoteHold);
        Assert.True(session.Format is { Remote: null, RemoteControl: null, Sending: false });
    }

    [Fact]
    public void An_offer_over_IPv6_is_read_with_RTCP_elsewhere_and_the_longest_packet_it_takes()
    {
        var session = new SdpSession(IPAddress.Parse("fe80::1%3"), 16384, AllCodecs);
        string[] answer = Answered(session, Telephones.OverIp6);

        Assert.Contains("c=IN IP6 fe80::1", answer);
        StreamFormat format = session.Format!.Value;
        Assert.Equal(IPEndPoint.Parse("[2001:db8::16]:30000"), format.Remote);
        Assert.Equal(IPEndPoint.Parse("[2001:db8::17]:30011"), format.RemoteControl);
        Assert.Equal(30, format.PtimeMs);
        Assert.Equal(-1, format.EventPayload);
        Assert.False(session.PeerTakesEvents);
        Assert.DoesNotContain(answer, l => l.Contains("telephone-event"));
    }

    [Fact]
    public void An_offer_without_sound_for_us_is_refused_with_the_reason_and_changes_nothing()
    {
        SdpSession session = Session();
        Answered(session, Telephones.Yealink);
        StreamFormat? before = session.Format;

        Assert.Equal(SdpRejection.OnlyEncrypted, Refusal(session, Telephones.OnlyEncrypted));
        Assert.Equal(SdpRejection.NoCommonCodec, Refusal(session, Telephones.OnlyOpus));
        Assert.Equal(
            SdpRejection.NoAudio,
            Refusal(session, Telephones.Crlf("v=0\r\nm=audio 0 RTP/AVP 0"))
        );
        Assert.Equal(
            SdpRejection.BadConnection,
            Refusal(session, Telephones.Crlf("v=0\r\nm=audio 9 RTP/AVP 0"))
        );
        Assert.Equal(488, SdpRejection.NoCommonCodec.Status());
        Assert.Equal(before, session.Format);
    }

    [Theory]
    [InlineData("sendrecv", "a=sendrecv", false)]
    [InlineData("sendonly", "a=recvonly", true)]
    [InlineData("recvonly", "a=sendonly", false)]
    [InlineData("inactive", "a=inactive", true)]
    public void Directions_are_mirrored_and_tell_a_hold(string offered, string answered, bool hold)
    {
        SdpSession session = Session();
        string[] answer = Answered(
            session,
            Replaced(Telephones.Yealink, "a=sendrecv", $"a={offered}")
        );
        Assert.Contains(answered, answer);
        Assert.Equal(hold, session.RemoteHold);
    }

    [Fact]
    public void The_version_goes_up_only_where_the_content_changed()
    {
        SdpSession session = Session();
        string[] first = Answered(session, Telephones.Yealink);
        string[] refreshed = Answered(session, Telephones.Yealink);
        string[] held = Answered(session, Replaced(Telephones.Yealink, "a=sendrecv", "a=sendonly"));
        string[] resumed = Answered(session, Telephones.Yealink);

        Assert.Equal(first[1], refreshed[1]);
        Assert.Equal([1, 1, 2, 3], ((string[][])[first, refreshed, held, resumed]).Select(Version));
        Assert.Single(
            ((string[][])[first, refreshed, held, resumed])
                .Select(t => t[1].Split(' ')[1])
                .Distinct()
        );
    }

    [Fact]
    public void A_later_offer_of_ours_keeps_the_order_of_lines_and_the_numbers_of_the_peer()
    {
        SdpSession session = Session();
        Answered(session, Telephones.Snom);
        string[] offer = Lines(session.CreateOffer());

        Assert.Equal(
            ["m=audio 0 RTP/SAVP 9 0 8 101", "m=audio 16384 RTP/AVP 9 0 8 112"],
            offer.Where(l => l.StartsWith("m="))
        );
        Assert.Equal(1, Version(offer));
    }

    [Fact]
    public void An_answer_may_name_other_numbers_and_both_are_taken_in()
    {
        SdpSession session = Session();
        session.CreateOffer();
        Assert.True(
            session.TryAccept(
                Telephones.Crlf(
                    "v=0\r\nc=IN IP4 192.0.2.9\r\nm=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000"
                ),
                out _
            )
        );

        StreamFormat format = session.Format!.Value;
        Assert.Equal(96, format.EventPayload);
        Assert.True(format.Receive.IsEvent(96) && format.Receive.IsEvent(101));
        Assert.True(format is { Codec: Codec.Pcma, SendPayload: 8 });
    }

    [Fact]
    public void Early_media_and_the_answer_may_differ_and_the_last_one_counts()
    {
        SdpSession session = Session();
        session.CreateOffer();
        Assert.True(session.TryAccept(Telephones.Yealink, out _));
        Assert.True(session.TryAccept(Telephones.Polycom, out _));

        Assert.Equal(IPEndPoint.Parse("192.0.2.14:2250"), session.Format!.Value.Remote);
        Assert.True(session.RemoteHold);
    }

    [Fact]
    public void Who_must_not_send_by_our_own_offer_does_not_hold_us()
    {
        SdpSession session = Session();
        session.CreateOffer(MediaDirection.RecvOnly);
        Assert.True(
            session.TryAccept(Replaced(Telephones.Yealink, "a=sendrecv", "a=sendonly"), out _)
        );
        Assert.False(session.RemoteHold);
        Assert.True(session.Format is { Sending: false, Receiving: true });
    }

    [Fact]
    public void An_offer_may_put_the_codecs_of_the_other_leg_first_and_leaves_out_what_is_not_ours()
    {
        SdpSession session = Session(Codec.Pcmu, Codec.Pcma);
        string[] offer = Lines(session.CreateOffer(codecs: [Codec.G722, Codec.Pcma, Codec.Pcmu]));
        Assert.Contains("m=audio 16384 RTP/AVP 8 0 101", offer);
    }

    [Fact]
    public void An_answer_to_nothing_or_with_a_codec_that_was_not_offered_is_refused()
    {
        SdpSession session = Session();
        Assert.False(session.TryAccept(Telephones.Yealink, out SdpRejection rejection));
        Assert.Equal(SdpRejection.NoOfferOpen, rejection);

        session.CreateOffer(codecs: [Codec.G722]);
        Assert.False(session.TryAccept(Telephones.Polycom, out rejection));
        Assert.Equal(SdpRejection.NoCommonCodec, rejection);
        Assert.Null(session.Format);
    }

    [Property]
    public void Whatever_two_sides_speak_they_agree_or_find_nothing_in_common(
        byte first,
        byte second,
        byte wish
    )
    {
        Codec[] ours = Subset(first);
        Codec[] theirs = Subset(second);
        var direction = (MediaDirection)(wish & 3);
        var a = new SdpSession(IPAddress.Loopback, 4000, ours);
        var b = new SdpSession(IPAddress.Loopback, 5000, theirs);
        bool common = ours.Intersect(theirs).Any();

        Assert.Equal(
            common,
            b.TryAnswer(
                a.CreateOffer(direction),
                null,
                MediaDirection.SendRecv,
                out byte[]? answer,
                out _
            )
        );
        if (!common)
        {
            return;
        }

        Assert.True(a.TryAccept(answer!, out _));
        (StreamFormat x, StreamFormat y) = (a.Format!.Value, b.Format!.Value);
        Assert.Equal(x.Codec, y.Codec);
        Assert.Equal(x.SendPayload, y.SendPayload);
        Assert.Equal(x.Sending, y.Receiving);
        Assert.Equal(y.Sending, x.Receiving);
        Assert.Equal(direction.HasFlag(MediaDirection.SendOnly), x.Sending);
        Assert.True(y.Receive.TryCodec(x.SendPayload, out Codec heard) && heard == x.Codec);
    }

    [Fact]
    public void Every_telephone_can_be_answered_and_then_offered_to()
    {
        foreach (byte[] telephone in Telephones.Usable)
        {
            SdpSession session = Session();
            Answered(session, telephone);
            session.CreateOffer();
            Assert.True(
                session.TryAccept(telephone, out SdpRejection rejection),
                rejection.Sentence()
            );
        }
    }

    private static SdpSession Session(params Codec[] codecs) =>
        new(IPAddress.Parse("192.0.2.1"), 16384, codecs.Length == 0 ? AllCodecs : codecs);

    private static string[] Answered(SdpSession session, byte[] offer, Codec? prefer = null)
    {
        Assert.True(
            session.TryAnswer(
                offer,
                prefer,
                MediaDirection.SendRecv,
                out byte[]? answer,
                out SdpRejection rejection
            ),
            rejection.Sentence()
        );
        return Lines(answer);
    }

    private static SdpRejection Refusal(SdpSession session, byte[] offer)
    {
        Assert.False(session.TryRead(offer, out SdpRejection rejection));
        return rejection;
    }

    private static string[] Lines(byte[] text) => Encoding.UTF8.GetString(text).Split("\r\n");

    private static int Version(string[] lines) => int.Parse(lines[1].Split(' ')[2]);

    private static byte[] Replaced(byte[] text, string old, string with) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text).Replace(old, with));

    // Every order of every non-empty choice of codecs is reached by some byte.
    private static Codec[] Subset(byte choice) =>
        [
            .. AllCodecs
                .Skip(choice / 8 % 3)
                .Concat(AllCodecs.Take(choice / 8 % 3))
                .Where(c => ((choice | (choice % 8 == 0 ? 7 : 0)) >> (int)c & 1) != 0),
        ];
}
