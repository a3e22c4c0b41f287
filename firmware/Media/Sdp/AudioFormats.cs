namespace QX200.Media.Sdp;

/// <summary>A telephone-event payload type (RFC 4733) and the clock its durations count in.</summary>
internal readonly record struct EventPayload(byte Payload, int ClockRate);

/// <summary>
/// What of an audio m-line is spoken here: codecs with the payload numbers that the writer gave them, in his order,
/// and his telephone-event numbers.
/// </summary>
internal sealed class AudioFormats
{
    public const byte OurEventPayload = 101;
    public const int OurEventClock = 8000;

    private readonly List<(Codec Codec, byte Payload)> _codecs = [];
    private readonly List<EventPayload> _events = [];

    public IReadOnlyList<(Codec Codec, byte Payload)> Codecs => _codecs;

    public IReadOnlyList<EventPayload> Events => _events;

    public static AudioFormats Of(MediaDescription media)
    {
        var formats = new AudioFormats();
        foreach (RtpMap map in media.Payloads)
        {
            if (TryCodec(map, out Codec codec))
            {
                if (!formats.Has(codec))
                {
                    formats._codecs.Add((codec, map.Payload));
                }
            }
            else if (IsNamed(map, "telephone-event"))
            {
                formats._events.Add(new EventPayload(map.Payload, map.ClockRate));
            }
        }

        return formats;
    }

    public bool Has(Codec codec) => _codecs.Exists(c => c.Codec == codec);

    public byte PayloadOf(Codec codec) => _codecs.Find(c => c.Codec == codec).Payload;

    /// <summary>
    /// The event numbers to speak: those on the clock of our codecs (all of them count RTP time at 8 kHz, G.722 by an
    /// old mistake of RFC 3551 4.5.2); where the peer has none such, his first.
    /// </summary>
    public IEnumerable<EventPayload> SpokenEvents()
    {
        bool any = false;
        foreach (EventPayload e in _events)
        {
            if (e.ClockRate == OurEventClock)
            {
                any = true;
                yield return e;
            }
        }

        if (!any && _events.Count > 0)
        {
            yield return _events[0];
        }
    }

    public static string NameOf(Codec codec) =>
        codec switch
        {
            Codec.Pcmu => "PCMU",
            Codec.Pcma => "PCMA",
            _ => "G722",
        };

    /// <summary>RFC 3551 6.</summary>
    public static byte StaticPayloadOf(Codec codec) =>
        codec switch
        {
            Codec.Pcmu => 0,
            Codec.Pcma => 8,
            _ => 9,
        };

    // G722/16000 is wrong by RFC 3551 and written all the same; its stream is no different.
    private static bool TryCodec(RtpMap map, out Codec codec)
    {
        codec =
            IsNamed(map, "PCMA") ? Codec.Pcma
            : IsNamed(map, "G722") ? Codec.G722
            : Codec.Pcmu;
        bool known = codec != Codec.Pcmu || IsNamed(map, "PCMU");
        return known && (map.ClockRate == 8000 || (codec == Codec.G722 && map.ClockRate == 16000));
    }

    private static bool IsNamed(RtpMap map, string name) =>
        map.Encoding.Equals(name, StringComparison.OrdinalIgnoreCase);
}
