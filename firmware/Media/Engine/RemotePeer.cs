using QX200.Media.Engine.Native;

namespace QX200.Media.Engine;

/// <summary>
/// Where a stream's packets go and come from. The address that the peer announced counts until its first packet
/// proves another (symmetric RTP, RFC 4961); from then on only the proven one is heard, so that nobody else
/// can take a call's sound over. The announced address itself may always prove itself. A mutable plain value.
/// </summary>
internal struct RemotePeer
{
    /// <summary>When the proven address has been silent for so long, another may take its place.</summary>
    public const long MayMoveAfterUs = 2_000_000;

    private PeerAddress _announced;
    private PeerAddress _announcedControl;
    private PeerAddress _proven;
    private PeerAddress _provenControl;
    private long _heardAt;

    /// <summary>Where to send RTP.</summary>
    public readonly PeerAddress Target => _proven.IsSet ? _proven : _announced;

    /// <summary>Where to send RTCP.</summary>
    public readonly PeerAddress ControlTarget =>
        _provenControl.IsSet ? _provenControl
        : _proven.IsSet && !_proven.SameHost(_announced) ? _proven.WithPort(_proven.Port + 1)
        : _announcedControl.IsSet ? _announcedControl
        : Target.IsSet ? Target.WithPort(Target.Port + 1)
        : default;

    /// <summary>Takes what the peer announces. Nowhere leaves things as they are; so does the address that counts already.</summary>
    public void Announce(in PeerAddress rtp, in PeerAddress control)
    {
        if (!rtp.IsSet)
        {
            return;
        }

        _announcedControl = control;
        if (rtp != _announced)
        {
            _announced = rtp;
            _proven = default;
            _provenControl = default;
        }
    }

    /// <summary>Whether a valid RTP packet is the peer's; it proves the address from which it came.</summary>
    public bool Admit(in PeerAddress from, long now)
    {
        if (from != _proven)
        {
            if (_proven.IsSet && from != _announced && now - _heardAt < MayMoveAfterUs)
            {
                return false;
            }

            _proven = from;
            _provenControl = default;
        }

        _heardAt = now;
        return true;
    }

    /// <summary>Whether RTCP is the peer's: from the host that its RTP is to come from.</summary>
    public bool AdmitControl(in PeerAddress from)
    {
        if (!from.SameHost(Target))
        {
            return false;
        }

        _provenControl = from;
        return true;
    }
}
