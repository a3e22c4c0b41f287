using System.Text;

namespace QX200.Tests.Media.Sdp;

/// <summary>Offers in the shapes that telephones write, with addresses of the documentation ranges.</summary>
internal static class Telephones
{
    public static readonly byte[] Baresip = Crlf(
        """
        v=0
        o=- 3920011223 1184221 IN IP4 192.0.2.10
        s=-
        c=IN IP4 192.0.2.10
        t=0 0
        a=tool:baresip 1.0.0
        m=audio 15244 RTP/AVP 96 9 0 8 101
        b=AS:128
        a=rtpmap:96 opus/48000/2
        a=fmtp:96 stereo=1;sprop-stereo=1
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        a=rtcp:15245
        a=sendrecv
        a=label:1
        a=rtcp-rsize
        a=ssrc:2874662031 cname:sip:1001@192.0.2.10
        a=ptime:20
        """
    );

    /// <summary>Video, AVPF feedback, and telephone-event at two clock rates.</summary>
    public static readonly byte[] Linphone = Crlf(
        """
        v=0
        o=1003 2361 1507 IN IP4 192.0.2.11
        s=Talk
        c=IN IP4 192.0.2.11
        t=0 0
        a=rtcp-xr:rcvr-rtt=all:10000 stat-summary=loss,dup,jitt,TTL voip-metrics
        m=audio 7078 RTP/AVP 98 97 8 0 101 99
        a=rtpmap:98 speex/16000
        a=fmtp:98 vbr=on
        a=rtpmap:97 speex/8000
        a=rtpmap:101 telephone-event/8000
        a=rtpmap:99 telephone-event/48000
        a=rtcp:7079
        m=video 9078 RTP/AVP 96
        a=rtpmap:96 VP8/90000
        a=rtcp-fb:* ccm fir
        """
    );

    /// <summary>An encrypted twin of the audio line, and the odd telephone-event number.</summary>
    public static readonly byte[] Snom = Crlf(
        """
        v=0
        o=root 1468287217 1468287217 IN IP4 192.0.2.12
        s=call
        c=IN IP4 192.0.2.12
        t=0 0
        m=audio 54032 RTP/SAVP 9 0 8 101
        a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz
        a=rtpmap:9 G722/8000
        m=audio 54034 RTP/AVP 9 0 8 99 3 18 112
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:99 G726-32/8000
        a=rtpmap:3 GSM/8000
        a=rtpmap:18 G729/8000
        a=fmtp:18 annexb=no
        a=rtpmap:112 telephone-event/8000
        a=fmtp:112 0-15
        a=ptime:20
        a=sendrecv
        """
    );

    public static readonly byte[] Yealink = Crlf(
        """
        v=0
        o=- 20045 20045 IN IP4 192.0.2.13
        s=SDP data
        c=IN IP4 192.0.2.13
        t=0 0
        m=audio 11780 RTP/AVP 9 0 8 18 101
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:18 G729/8000
        a=fmtp:18 annexb=no
        a=fmtp:101 0-15
        a=rtpmap:101 telephone-event/8000
        a=ptime:20
        a=sendrecv
        """
    );

    /// <summary>Direction and ptime at session level, and no rtpmap for static payload types.</summary>
    public static readonly byte[] Polycom = Crlf(
        """
        v=0
        o=- 1438610100 1438610100 IN IP4 192.0.2.14
        s=Polycom IP Phone
        c=IN IP4 192.0.2.14
        t=0 0
        a=sendonly
        a=ptime:30
        m=audio 2250 RTP/AVP 0 8 127
        a=rtpmap:127 telephone-event/8000
        """
    );

    /// <summary>The hold of old: no address; the port stays. No s= either.</summary>
    public static readonly byte[] CiscoHold = Crlf(
        """
        v=0
        o=Cisco-SIPUA 11672 1 IN IP4 192.0.2.15
        t=0 0
        m=audio 24678 RTP/AVP 0 8 101
        c=IN IP4 0.0.0.0
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=fmtp:101 0-15
        """
    );

    /// <summary>LF alone, IPv6, RTCP elsewhere, an unusual packet length.</summary>
    public static readonly byte[] OverIp6 = Encoding.UTF8.GetBytes(
        """
        v=0
        o=x 1 1 IN IP6 2001:db8::16
        m=audio 30000 RTP/AVP 8
        c=IN IP6 2001:db8::16
        a=ptime:40
        a=maxptime:30
        a=rtcp:30011 IN IP6 2001:db8::17
        """.ReplaceLineEndings("\n")
    );

    public static readonly byte[] OnlyEncrypted = Crlf(
        """
        v=0
        o=- 1 1 IN IP4 192.0.2.16
        s=-
        c=IN IP4 192.0.2.16
        t=0 0
        m=audio 9000 RTP/SAVP 0 8
        """
    );

    public static readonly byte[] OnlyOpus = Crlf(
        """
        v=0
        o=- 1 1 IN IP4 192.0.2.17
        s=-
        c=IN IP4 192.0.2.17
        t=0 0
        m=audio 9000 RTP/AVP 96 101
        a=rtpmap:96 opus/48000/2
        a=rtpmap:101 telephone-event/8000
        """
    );

    public static IEnumerable<byte[]> Usable =>
        [Baresip, Linphone, Snom, Yealink, Polycom, CiscoHold, OverIp6];

    public static byte[] Crlf(string text) =>
        Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n") + "\r\n");
}
