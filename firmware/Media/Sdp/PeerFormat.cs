using System.Net;

namespace QX200.Media.Sdp;

/// <summary>Turns the peer's audio line and what was agreed on into what the media engine wants to know.</summary>
internal static class PeerFormat
{
    public const int UsualPtime = 20;
    private const int ShortestPtime = 10;
    private const int LongestPtime = 60;

    /// <param name="spoken">The codecs both sides have; the first is the one we send.</param>
    /// <param name="direction">Which way sound flows, seen from us.</param>
    public static StreamFormat Make(
        MediaDescription peer,
        AudioFormats formats,
        IReadOnlyList<Codec> spoken,
        MediaDirection direction
    ) =>
        new()
        {
            Codec = spoken[0],
            SendPayload = formats.PayloadOf(spoken[0]),
            Receive = Received(formats, spoken),
            EventPayload = formats.SpokenEvents().Select(e => (int)e.Payload).FirstOrDefault(-1),
            PtimeMs = PtimeOf(peer),
            Remote = peer.IsNowhere ? null : new IPEndPoint(peer.Address!, peer.Port),
            RemoteControl = peer.IsNowhere ? null : Control(peer),
            Sending = direction.HasFlag(MediaDirection.SendOnly),
            Receiving = direction.HasFlag(MediaDirection.RecvOnly),
        };

    /// <summary>The packet length that the peer asks for, in the tens of milliseconds that we can make.</summary>
    public static int PtimeOf(MediaDescription peer)
    {
        int wanted = peer.Ptime == 0 ? UsualPtime : peer.Ptime;
        int most = peer.MaxPtime == 0 ? LongestPtime : peer.MaxPtime;
        return Math.Clamp(Math.Min(wanted, most) / 10 * 10, ShortestPtime, LongestPtime);
    }

    // The static numbers and our own event number are taken too, where the peer gives them no other meaning: there are
    // telephones that answer with numbers of their own and send by ours.
    private static PayloadMap Received(AudioFormats formats, IReadOnlyList<Codec> spoken)
    {
        PayloadMap map = PayloadMap.Empty;
        if (formats.Events.Count > 0)
        {
            map = map.WithEvents(AudioFormats.OurEventPayload);
        }

        foreach (Codec codec in spoken)
        {
            map = map.With(codec, AudioFormats.StaticPayloadOf(codec));
        }

        foreach ((Codec codec, byte payload) in formats.Codecs)
        {
            map = spoken.Contains(codec) ? map.With(codec, payload) : map;
        }

        foreach (EventPayload e in formats.Events)
        {
            map = map.WithEvents(e.Payload);
        }

        return map;
    }

    private static IPEndPoint Control(MediaDescription peer) =>
        peer.RtcpPort == 0
            ? new IPEndPoint(peer.Address!, Math.Min(peer.Port + 1, IPEndPoint.MaxPort))
            : new IPEndPoint(peer.RtcpAddress ?? peer.Address!, peer.RtcpPort);
}
