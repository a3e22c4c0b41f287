using QX200.Media;
using QX200.Media.Codecs;
using QX200.Rtp;
using QX200.Tests.Media.Engine;
using QX200.Tests.Media.Tones;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Sounds that can be told apart by one octet, so that a test sees what somebody hears.</summary>
internal static class Sounds
{
    public const byte Music = 0x41;
    public const byte Ringback = 0x42;
    public const byte Dial = 0x44;
    public const byte Busy = 0x45;
    public const byte Congestion = 0x46;
    public const byte Howler = 0x47;
    public const byte Beep = 0x48;

    /// <summary>The first 20 ms of the music.</summary>
    public const byte MusicBegins = 0x43;

    /// <summary>Of the telephones, from here up.</summary>
    public const byte FirstMark = 0x61;

    /// <summary>Music of half a minute, and the tones.</summary>
    public static SoundLibrary Library() =>
        new(
            [Tune],
            new Dictionary<ToneId, Sound>
            {
                [ToneId.Ringback] = Of(Ringback, 8000),
                [ToneId.Dial] = Of(Dial, 8000),
                [ToneId.Busy] = Of(Busy, 8000),
                [ToneId.Congestion] = Of(Congestion, 8000),
                [ToneId.Howler] = Of(Howler, 8000),
            },
            callWaiting: Of(Beep, 2400)
        );

    /// <summary>What an octet of the exchange's own stands for; null where it is none of these.</summary>
    public static string? Name(byte octet) =>
        octet switch
        {
            Music or MusicBegins => "music",
            Ringback => "ringback",
            Dial => "dial tone",
            Busy => "busy",
            Congestion => "congestion",
            Howler => "howler",
            Beep => "beep",
            _ => null,
        };

    private static Sound Tune { get; } = Of(Music, 30 * 8000, MusicBegins);

    /// <summary>What a packet's payload is, where one octet says it.</summary>
    public static string? Of(ReadOnlySpan<byte> payload, CallBench bench)
    {
        byte first = payload[0];
        if (payload.ContainsAnyExcept(first))
        {
            return "words";
        }

        return first switch
        {
            0xD5 or 0xFF => null,
            _ => Name(first) ?? bench.SpeakerOf(first) ?? "words",
        };
    }

    private static Sound Of(byte mark, int length, byte? first = null)
    {
        byte[] octets = new byte[length];
        Array.Fill(octets, mark);
        octets.AsSpan(0, 160).Fill(first ?? mark);
        return new Sound(octets, octets, octets);
    }
}

/// <summary>The sound of one call at a telephone: what it sends, and what it has heard.</summary>
internal sealed class PhoneSound(CallBench bench, Telephone phone, int port, byte mark)
{
    private const int Events = 101;

    // Of the A-law, which all of these telephones speak first.
    private const byte Silence = 0xD5;

    private readonly byte[] _packet = new byte[RtpPacket.HeaderLength + 160];
    private readonly HashSet<uint> _presses = [];
    private ushort _sequence = 100;
    private uint _timestamp = 5000;
    private string? _heard;
    private bool _heardPackets;

    /// <summary>The octet that all its sound is made of.</summary>
    public byte Mark => mark;

    public int Port => port;

    /// <summary>The RTP port of the exchange; 0 while none is known.</summary>
    public int Remote { get; set; }

    public byte Payload { get; set; } = 8;

    /// <summary>The telephone was told not to send, or does not want to.</summary>
    public bool Muted { get; set; }

    /// <summary>Its user says nothing: it sends silence.</summary>
    public bool Quiet { get; set; }

    /// <summary>Key presses that came as telephone-events.</summary>
    public string Digits { get; private set; } = "";

    /// <summary>How often music began.</summary>
    public int MusicBegan { get; private set; }

    public string Hears => _heard ?? (_heardPackets ? "silence" : "nothing");

    public void Forget() => (_heard, _heardPackets) = (null, false);

    public void Talk()
    {
        if (Remote != 0 && !Muted)
        {
            _packet.AsSpan(RtpPacket.HeaderLength).Fill(Quiet ? Silence : mark);
            Send(Payload, marker: false, _timestamp, 160);
        }

        _timestamp += 160;
    }

    /// <summary>Presses a key for 100 ms, as telephone-events.</summary>
    public void Press(char key)
    {
        Assert.True(TelephoneEvent.TryCode(key, out byte code));
        for (int i = 1; i <= 5; i++)
        {
            Event(code, 160 * i, end: false, first: i == 1);
            bench.Pass(0.02);
        }

        for (int i = 0; i < 3; i++)
        {
            Event(code, 800, end: true, first: false);
        }

        _timestamp += 960;
        bench.Pass(0.02);
    }

    /// <summary>Presses a key so briefly that no time passes: the three packets of its end.</summary>
    public void Tap(char key)
    {
        Assert.True(TelephoneEvent.TryCode(key, out byte code));
        for (int i = 0; i < 3 && Remote != 0; i++)
        {
            Event(code, 800, end: true, first: i == 0);
        }

        _timestamp += 960;
        bench.Settle();
    }

    /// <summary>Presses keys as tones in the sound, each for 80 ms with a pause before.</summary>
    public void PressTones(string keys)
    {
        short[] samples = Keys.Press(keys, milliseconds: 80, pause: 80);
        byte[] octets = new byte[samples.Length];
        using var encoder = new SpeechEncoder();
        encoder.Encode(Payload == 9 ? Codec.G722 : Codec.Pcma, samples, octets);
        for (int at = 0; at + 160 <= octets.Length; at += 160)
        {
            octets.AsSpan(at, 160).CopyTo(_packet.AsSpan(RtpPacket.HeaderLength));
            Send(Payload, marker: false, _timestamp, 160);
            _timestamp += 160;
            bench.Pass(0.02);
        }
    }

    public void Take(Sent sent)
    {
        RtpPacket packet = sent.Rtp;
        if (packet.PayloadType != Events)
        {
            _heardPackets = true;
            MusicBegan += sent.Payload[0] == Sounds.MusicBegins ? 1 : 0;
            string? now = Sounds.Of(sent.Payload, bench);
            _heard = _heard == "words" ? _heard : now;
        }
        else if ((sent.Payload[1] & 0x80) != 0 && _presses.Add(packet.Timestamp))
        {
            Digits += "0123456789*#"[sent.Payload[0]];
        }
    }

    private void Event(byte code, int duration, bool end, bool first)
    {
        new TelephoneEvent(code, end, 10, (ushort)duration).Write(
            _packet.AsSpan(RtpPacket.HeaderLength)
        );
        Send(Events, first, _timestamp, TelephoneEvent.Length);
    }

    private void Send(int payload, bool marker, uint timestamp, int length)
    {
        RtpPacket.WriteHeader(_packet, marker, (byte)payload, _sequence++, timestamp, mark);
        bench.Arrive(
            Remote,
            _packet.AsSpan(0, RtpPacket.HeaderLength + length),
            new System.Net.IPEndPoint(phone.Ip, port)
        );
    }
}
