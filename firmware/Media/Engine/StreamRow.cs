using QX200.Rtp;

namespace QX200.Media.Engine;

/// <summary>What offer and answer have settled, as the media thread needs it.</summary>
internal struct Agreement
{
    public Codec Codec;
    public byte SendPayload;
    public int EventPayload;
    public PayloadMap Receive;

    /// <summary>Length of a packet that we make, in ticks of 10 ms.</summary>
    public int PtimeTicks;
    public bool Sending;
    public bool Receiving;

    /// <summary>Keys are listened for in the sound.</summary>
    public bool Listening;
}

/// <summary>What a leg hears, and how far it has heard it.</summary>
internal struct Hearing
{
    public SourceKind Kind;
    public int Token;

    /// <summary>Bytes of the sound, or of the current clip, heard so far.</summary>
    public int Cursor;
    public int Part;

    /// <summary>Bytes of the pause behind the clip said so far.</summary>
    public int Pause;

    /// <summary>The row listened to, and the next listener of the same row; -1: none.</summary>
    public int From;
    public int NextListener;

    /// <summary>The peer speaks another codec, so its sound goes through the tick.</summary>
    public bool Transcoding;
}

/// <summary>What comes from a stream's peer.</summary>
internal struct Incoming
{
    public ReceiveStatistics Figures;
    public KeyPressDetector Keys;
    public uint Ssrc;

    /// <summary>Counts the times that the source began anew.</summary>
    public byte Epoch;

    /// <summary>Head of the list of rows that hear this one; -1: nobody.</summary>
    public int FirstListener;

    public bool Heard;
    public long SilenceToldAt;
    public long HeardAt;
    public long ExpectedSince;
}

/// <summary>What RTCP tells and has been told.</summary>
internal struct ControlState
{
    public long NextAt;
    public uint PacketsSent;
    public uint OctetsSent;
    public uint PacketsToldOf;
    public uint SenderReportMiddle;
    public long SenderReportAt;

    /// <summary>Milliseconds; -1 until a report told.</summary>
    public int RoundTripMs;
}

/// <summary>One row of the stream table: plain values, no references.</summary>
internal struct StreamRow
{
    public ushort Generation;
    public bool IsOpen;
    public int RtpSocket;
    public int RtcpSocket;
    public Agreement Agreed;
    public RemotePeer Peer;
    public Timeline Out;
    public Hearing Hears;
    public RelayTrack Relay;
    public DigitQueue Digits;
    public Incoming In;
    public ControlState Control;
}
