using QX200.Media;

namespace QX200.Calls;

/// <summary>What each side of a call hears: it follows from where the call stands, and from nothing else.</summary>
internal sealed class CallSound(Call call, Switchboard board)
{
    private Leg? _early;
    private bool _targetRings;

    /// <summary>Other telephones are rung, or none any more.</summary>
    public void TargetsChanged()
    {
        _early = null;
        _targetRings = false;
    }

    /// <summary>The first of the telephones rings: an unanswered party is told so, another one hears it.</summary>
    public void TargetRinging()
    {
        if (_targetRings)
        {
            return;
        }

        _targetRings = true;
        if (!call.Party.IsAnswered && _early is null)
        {
            call.Party.Ring();
        }
        else
        {
            Reconnect();
        }
    }

    /// <summary>A telephone that is not answered yet sends sound; the first one that does is heard.</summary>
    public void TargetSoundStarted(Leg target)
    {
        if (_early is not null)
        {
            return;
        }

        if (call.Party.IsAnswered || call.Party.OpenEarlySound(target.Codec))
        {
            _early = target;
            Reconnect();
        }
        else
        {
            call.Party.Ring();
        }
    }

    public void TargetGone(Leg target)
    {
        if (ReferenceEquals(target, _early))
        {
            _early = null;
            Reconnect();
        }
    }

    /// <summary>Sets what everyone hears by the state of this moment.</summary>
    public void Reconnect()
    {
        if (call.State == CallState.Ended)
        {
            return;
        }

        if (call.Peer is { } peer)
        {
            bool transferring = call.State == CallState.Transferring;
            call.Party.Hear(transferring ? Waiting() : Of(peer));
            peer.Hear(transferring ? board.HoldMusic : Of(call.Party));
        }
        else if (call.Party.CanHear)
        {
            call.Party.Hear(Waiting());
        }

        _early?.Hear(Source.Peer(call.Party.Stream));
    }

    /// <summary>
    /// One side is told something; until that has been said to its end the other one hears nothing of it, nor of what is said
    /// or pressed meanwhile.
    /// </summary>
    public void TellAside(Leg leg, in Source words)
    {
        leg.Hear(words);
        call.Other(leg)?.Hear(Source.Silence);
    }

    private Source Of(Leg from) =>
        from.HeldSince is null ? Source.Peer(from.Stream) : board.HoldMusic;

    private Source Waiting() =>
        call.Stay is { } stay ? stay.Music
        : _early is not null ? Source.Peer(_early.Stream)
        : call.State == CallState.Dialling ? Source.Tone(ToneId.Ringback)
        : _targetRings && call.State is CallState.Transferring or CallState.TransferringAlone
            ? Source.Tone(ToneId.Ringback)
        : board.HoldMusic;
}
