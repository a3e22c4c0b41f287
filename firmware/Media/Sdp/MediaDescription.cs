using System.Net;

namespace QX200.Media.Sdp;

/// <summary>One <c>a=rtpmap</c>, or the static meaning of a payload type that came without one.</summary>
internal readonly record struct RtpMap(byte Payload, string Encoding, int ClockRate);

/// <summary>One m-line with what belongs to it; session-level values are already filled in.</summary>
internal sealed class MediaDescription
{
    public required string Kind { get; init; }

    public required int Port { get; init; }

    public required string Protocol { get; init; }

    /// <summary>The formats as written, to be repeated when the line is refused.</summary>
    public required string Formats { get; init; }

    /// <summary>Where the sound is to go; null where the description names no numeric address.</summary>
    public IPAddress? Address { get; set; }

    public MediaDirection Direction { get; set; }

    /// <summary>Milliseconds of sound a packet that the writer wants to receive; 0: not said.</summary>
    public int Ptime { get; set; }

    /// <summary>The most milliseconds a packet that the writer takes; 0: not said.</summary>
    public int MaxPtime { get; set; }

    /// <summary>RTCP port of <c>a=rtcp</c> (RFC 3605); 0: the one above the RTP port.</summary>
    public int RtcpPort { get; set; }

    public IPAddress? RtcpAddress { get; set; }

    /// <summary>The payload types in the order of the m-line, most wanted first.</summary>
    public List<RtpMap> Payloads { get; } = [];

    public bool IsAudio => Kind.Equals("audio", StringComparison.OrdinalIgnoreCase);

    /// <summary>Plain RTP; SAVP and its kin carry keys that nobody here has.</summary>
    public bool IsPlainRtp => IsProtocol("RTP/AVP") || IsProtocol("RTP/AVPF");

    /// <summary>The hold of RFC 2543: an unspecified address says "send me nothing".</summary>
    public bool IsNowhere =>
        Address is not null && (Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any));

    /// <summary>Direction with the old hold counted in: who gives no address only sends.</summary>
    public MediaDirection EffectiveDirection =>
        IsNowhere ? Direction & MediaDirection.SendOnly : Direction;

    private bool IsProtocol(string name) =>
        Protocol.Equals(name, StringComparison.OrdinalIgnoreCase);
}
