using QX200.Media;
using QX200.Parking;
using QX200.Runtime;

namespace QX200.Calls;

/// <summary>
/// One call: its two sides, the telephones that ring for it, and where it stands. It hands every event to the pure
/// <see cref="CallMachine"/> and carries out what that says. Signal thread only.
/// </summary>
internal sealed class Call : ILegOwner, IRingOwner
{
    /// <summary>A BYE this soon after a failed transfer means that the transferor took it for done (CALL-PARK 3.5).</summary>
    private static readonly TimeSpan TransferGrace = TimeSpan.FromSeconds(5);

    private readonly Switchboard _board;
    private readonly CallSound _sound;
    private RingGroup? _targets;
    private Leg? _winner;
    private TimerId _grace;
    private (int Status, string Reason) _refusal;

    public Call(Switchboard board, uint number, Leg party, string dialled)
    {
        _board = board;
        _sound = new CallSound(this, board);
        Number = number;
        Party = party;
        Dialled = dialled;
        From = party.Identity.Number;
        StartedAt = board.Clock.GetUtcNow();
        party.Owner = this;
    }

    /// <summary>The call's number: in every log line, and in the park slot's word.</summary>
    public uint Number { get; }

    /// <summary>The digits that the call was made with, for the record.</summary>
    public string Dialled { get; }

    /// <summary>Who made the call, for the record.</summary>
    public string From { get; }

    public CallState State { get; private set; } = CallState.Dialling;

    /// <summary>Whoever waits while telephones ring; see <see cref="CallState"/>.</summary>
    public Leg Party { get; private set; }

    /// <summary>Whom the party talks with; null where nobody.</summary>
    public Leg? Peer { get; private set; }

    /// <summary>The transfer that is open, or null.</summary>
    public OpenTransfer? Transfer { get; set; }

    /// <summary>The party's stay on a park extension, or null.</summary>
    public ParkStay? Stay { get; set; }

    /// <summary>The telephones that ring for this call.</summary>
    public RingGroup? Targets => _targets;

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>What the targets answered when none took the call; 0 where that never happened.</summary>
    public int RefusalStatus => _refusal.Status;

    /// <summary>The other side of this call, as seen from one of its legs.</summary>
    public Leg? Other(Leg leg) => ReferenceEquals(leg, Party) ? Peer : Party;

    /// <summary>Rings telephones for the party. The group's legs are in it and it has not been started.</summary>
    public void Ring(RingGroup targets, TimeSpan timeout)
    {
        _targets = targets;
        _sound.TargetsChanged();
        targets.Start(timeout);
    }

    /// <summary>The peer is whom an event is about: in a talk either side may be.</summary>
    public void MakePeer(Leg leg)
    {
        if (ReferenceEquals(leg, Party) && Peer is not null)
        {
            (Party, Peer) = (Peer, Party);
        }
    }

    /// <summary>Puts another leg in the place of one of the two sides; what becomes of the old one is the caller's business.</summary>
    public void Replace(Leg old, Leg with)
    {
        if (ReferenceEquals(old, Party))
        {
            Party = with;
        }
        else
        {
            Peer = with;
        }

        with.Owner = this;

        // A transfer that failed before is nobody's any more: whoever hangs up now means it.
        Transfer = null;
        _board.Timers.Cancel(ref _grace);
        Take(CallInput.GraceOver);
        _sound.Reconnect();
        ShowBoth();
    }

    /// <summary>The party of a call that still rings becomes another one, who is in a talk already.</summary>
    public void HandTo(Leg party, OpenTransfer transfer)
    {
        Party = party;
        party.Owner = this;
        Transfer = transfer;
        State = CallState.TransferringAlone;
        _sound.Reconnect();
    }

    /// <summary>The call is over because its sides go on in another one, or elsewhere; nobody is hung up.</summary>
    public void Dissolve()
    {
        _targets?.Cancel();
        _targets = null;
        State = CallState.Ended;
        _board.Timers.Cancel(ref _grace);
        _board.Ended(this, CallInput.Dismissed);
    }

    /// <summary>Somebody takes up the party who waited on a park extension.</summary>
    public void RetrievedBy(Leg retriever)
    {
        Peer = retriever;
        retriever.Owner = this;
        Take(CallInput.Retrieved);
        JoinSides();
    }

    /// <summary>A telephone that was not rung takes the call all the same (pick-up by Replaces).</summary>
    public void AnsweredBy(Leg leg) => Won(leg);

    /// <inheritdoc cref="CallSound.TellAside"/>
    public void TellAside(Leg leg, in Source words) => _sound.TellAside(leg, words);

    /// <summary>One event: the machine's step, and all that it asks for.</summary>
    public void Take(CallInput input)
    {
        CallState before = State;
        (CallState next, CallActions actions) = CallMachine.Step(before, input);
        State = next;
        CallLog.Stepped(_board.Log, Number, before, input, next);
        Perform(actions);
        if (next == CallState.Ended && before != CallState.Ended)
        {
            _board.Timers.Cancel(ref _grace);
            _board.Ended(this, input);
        }

        _board.Changed();
    }

    private void Won(Leg leg)
    {
        _sound.TargetsChanged();
        _winner = leg;
        if (Stay is not null && State == CallState.Returning)
        {
            _board.ParkDesk.ReturnAnswered(this, leg);
        }
        else
        {
            Take(CallInput.TargetAnswered);
        }
    }

    private void Perform(CallActions actions)
    {
        if (actions.HasFlag(CallActions.CancelTargets))
        {
            _targets?.Cancel();
            _targets = null;
            _sound.TargetsChanged();
        }

        if (actions.HasFlag(CallActions.ReportSuccess))
        {
            Transfer?.Report(200, "OK");
        }

        if (actions.HasFlag(CallActions.ReportFailure))
        {
            Transfer?.Report(_refusal.Status == 0 ? 487 : _refusal.Status, _refusal.Reason);
        }

        if (actions.HasFlag(CallActions.RefuseParty))
        {
            Party.Reject(_refusal.Status, _refusal.Reason);
        }

        if (actions.HasFlag(CallActions.ReleaseParty))
        {
            Party.Release();
        }

        if (actions.HasFlag(CallActions.ReleasePeer))
        {
            Peer?.Release();
            Peer = null;
        }

        if (actions.HasFlag(CallActions.DetachPeer))
        {
            Peer = null;
        }

        if (actions.HasFlag(CallActions.JoinTarget))
        {
            Peer = _winner;
            Peer!.Owner = this;
            _winner = null;
            Transfer = null;
            JoinSides();
        }

        if (actions.HasFlag(CallActions.StartGrace))
        {
            _board.Timers.Cancel(ref _grace);
            _grace = _board.Timers.Schedule(
                TransferGrace,
                static c => ((Call)c!).Take(CallInput.GraceOver),
                this
            );
        }

        if (actions.HasFlag(CallActions.Reconnect))
        {
            _sound.Reconnect();
        }

        if (actions.HasFlag(CallActions.RingTransferor))
        {
            _board.Transfers.Recall(this);
        }

        if (actions.HasFlag(CallActions.AbandonSlot))
        {
            _board.ParkDesk.PartyLeft(this);
        }
    }

    /// <summary>Both sides answered, connected, and each shown the other.</summary>
    private void JoinSides()
    {
        AnsweredAt ??= _board.Clock.GetUtcNow();
        Leg peer = Peer!;
        Party.Show(peer.Identity);
        peer.Show(Party.Identity);
        if (!Party.IsAnswered)
        {
            Party.Answer(peer.Codec);
        }

        if (!peer.IsAnswered)
        {
            peer.Answer(Party.Codec);
        }

        _sound.Reconnect();
    }

    /// <summary>Who has called is shown whose telephone rings, as the 180 to him says it.</summary>
    private void ShowCaller(Leg target)
    {
        if (!Party.IsAnswered)
        {
            Party.Show(target.Identity);
        }
    }

    private void ShowBoth()
    {
        if (Peer is { } peer)
        {
            Party.Show(peer.Identity);
            peer.Show(Party.Identity);
        }
    }

    void IRingOwner.TargetRinging(RingGroup group, Leg leg)
    {
        if (ReferenceEquals(group, _targets))
        {
            ShowCaller(leg);
            _sound.TargetRinging();
        }
    }

    void IRingOwner.TargetSoundStarted(RingGroup group, Leg leg)
    {
        if (ReferenceEquals(group, _targets))
        {
            ShowCaller(leg);
            _sound.TargetSoundStarted(leg);
        }
    }

    void IRingOwner.TargetGone(RingGroup group, Leg leg)
    {
        if (ReferenceEquals(group, _targets))
        {
            _sound.TargetGone(leg);
        }
    }

    void IRingOwner.TargetAnswered(RingGroup group, Leg leg)
    {
        if (!ReferenceEquals(group, _targets))
        {
            leg.Release();
            return;
        }

        Won(leg);
    }

    void IRingOwner.TargetsFailed(RingGroup group, int status, string reason)
    {
        if (!ReferenceEquals(group, _targets))
        {
            return;
        }

        _targets = null;
        _sound.TargetsChanged();
        _refusal = (status, reason);
        if (Stay is not null && State == CallState.Returning)
        {
            _board.ParkDesk.ReturnFailed(this);
        }
        else
        {
            Take(CallInput.TargetsFailed);
        }
    }

    void IRingOwner.TargetForwarded(RingGroup group, Leg leg, IReadOnlyList<string> numbers) =>
        _board.Ringer.Forward(group, Party, leg, numbers);

    void ILegOwner.HoldChanged(Leg leg)
    {
        _sound.Reconnect();
        _board.Changed();
    }

    void ILegOwner.KeyPressed(Leg leg, char digit, int milliseconds, DigitWay way) =>
        _board.Keypad.Pressed(this, leg, digit, milliseconds, way);

    void ILegOwner.TransferAsked(Leg leg, TransferRequest request) =>
        _board.Transfers.Asked(this, leg, request);

    /// <summary>A side was told something in the middle of the call and is back in it.</summary>
    void ILegOwner.Said(Leg leg) => _sound.Reconnect();

    void ILegOwner.Left(Leg leg)
    {
        if (ReferenceEquals(leg, Party))
        {
            Take(CallInput.PartyLeft);
        }
        else if (ReferenceEquals(leg, Peer))
        {
            Take(CallInput.PeerLeft);
        }
    }

    void ILegOwner.Ringing(Leg leg) { }

    void ILegOwner.EarlySoundStarted(Leg leg) { }

    void ILegOwner.Answered(Leg leg) { }

    void ILegOwner.Failed(Leg leg, in LegFailure failure) => ((ILegOwner)this).Left(leg);
}
