namespace QX200.Media;

/// <summary>Which of the 128 RTP payload types mean which codec, or telephone-event. A plain value.</summary>
internal readonly record struct PayloadMap
{
    private readonly UInt128 _pcmu;
    private readonly UInt128 _pcma;
    private readonly UInt128 _g722;
    private readonly UInt128 _events;

    private PayloadMap(UInt128 pcmu, UInt128 pcma, UInt128 g722, UInt128 events)
    {
        _pcmu = pcmu;
        _pcma = pcma;
        _g722 = g722;
        _events = events;
    }

    public static PayloadMap Empty => default;

    /// <summary>This map and one payload type more. The last meaning given to a payload type counts.</summary>
    public PayloadMap With(Codec codec, int payload)
    {
        UInt128 bit = Bit(payload);
        PayloadMap rest = Without(bit);
        return codec switch
        {
            Codec.Pcmu => new(rest._pcmu | bit, rest._pcma, rest._g722, rest._events),
            Codec.Pcma => new(rest._pcmu, rest._pcma | bit, rest._g722, rest._events),
            _ => new(rest._pcmu, rest._pcma, rest._g722 | bit, rest._events),
        };
    }

    /// <summary>This map with a payload type that carries telephone-event/8000 (RFC 4733).</summary>
    public PayloadMap WithEvents(int payload)
    {
        UInt128 bit = Bit(payload);
        PayloadMap rest = Without(bit);
        return new(rest._pcmu, rest._pcma, rest._g722, rest._events | bit);
    }

    public bool TryCodec(int payload, out Codec codec)
    {
        UInt128 bit = Bit(payload);
        codec =
            (_pcmu & bit) != 0 ? Codec.Pcmu
            : (_pcma & bit) != 0 ? Codec.Pcma
            : Codec.G722;
        return ((_pcmu | _pcma | _g722) & bit) != 0;
    }

    public bool IsEvent(int payload) => (_events & Bit(payload)) != 0;

    private PayloadMap Without(UInt128 bit) =>
        new(_pcmu & ~bit, _pcma & ~bit, _g722 & ~bit, _events & ~bit);

    private static UInt128 Bit(int payload) => UInt128.One << (payload & 127);
}
