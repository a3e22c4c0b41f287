using System.Net;

namespace QX200.Media;

/// <summary>What one leg's stream sends and takes in, as offer and answer have settled it.</summary>
internal readonly record struct StreamFormat
{
    public StreamFormat() { }

    /// <summary>The codec of what we send.</summary>
    public Codec Codec { get; init; }

    /// <summary>Payload type under which the peer wants <see cref="Codec"/>.</summary>
    public byte SendPayload { get; init; }

    /// <summary>Payload types that the peer may send to us.</summary>
    public PayloadMap Receive { get; init; } = PayloadMap.Empty;

    /// <summary>Payload type under which the peer wants telephone-event/8000; -1 where it has none.</summary>
    public int EventPayload { get; init; } = -1;

    /// <summary>Length of a packet that we make, 10 to 60 ms, rounded to tens.</summary>
    public int PtimeMs { get; init; } = 20;

    /// <summary>Where the peer said it takes RTP; null, or a zero address or port: nowhere yet, nothing is sent.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>Where the peer takes RTCP; null: the port above <see cref="Remote"/>.</summary>
    public IPEndPoint? RemoteControl { get; init; }

    /// <summary>Whether we send sound. Where not, our timestamps still go on with the clock.</summary>
    public bool Sending { get; init; } = true;

    /// <summary>Whether the peer is expected to send. What it sends anyway counts as if it were.</summary>
    public bool Receiving { get; init; } = true;

    /// <summary>Whether keys are listened for as tones in the sound that the peer sends.</summary>
    public bool ListenForTones { get; init; }
}
