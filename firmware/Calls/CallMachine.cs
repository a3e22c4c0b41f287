namespace QX200.Calls;

/// <summary>
/// Where a call stands. One of its two sides is the <em>party</em>: whoever waits while telephones ring. The other is
/// the <em>peer</em>: whom the party talks with. In a talk the two are alike.
/// </summary>
internal enum CallState : byte
{
    /// <summary>The party has called and is not answered yet; telephones ring.</summary>
    Dialling,

    /// <summary>Party and peer are connected (either may be holding the other).</summary>
    Talking,

    /// <summary>The peer has asked for a transfer of the party and is still there; the target rings.</summary>
    Transferring,

    /// <summary>As <see cref="Transferring"/>, and the transferor has hung up.</summary>
    TransferringAlone,

    /// <summary>A transfer has just failed or been refused: connected as before, but a transferor who hangs up within the grace time is called back.</summary>
    TransferFailed,

    /// <summary>The transferor hung up and his transfer failed: the party hears music, the transferor's telephone rings.</summary>
    Recalling,

    /// <summary>The party waits on a park extension.</summary>
    Parked,

    /// <summary>The party waits on a park extension and a telephone is rung for it (park return or push-back).</summary>
    Returning,

    /// <summary>Nothing is left of the call.</summary>
    Ended,
}

/// <summary>What may happen to a call.</summary>
internal enum CallInput : byte
{
    /// <summary>A telephone that was rung has been answered.</summary>
    TargetAnswered,

    /// <summary>No telephone is left ringing: refused, busy, unreachable or not answered in time.</summary>
    TargetsFailed,

    /// <summary>The party hung up or its leg died.</summary>
    PartyLeft,

    /// <summary>The peer hung up or its leg died.</summary>
    PeerLeft,

    /// <summary>The peer has asked for a transfer that may be tried.</summary>
    TransferStarted,

    /// <summary>The peer has asked for a transfer that cannot be; the answer to the REFER said so.</summary>
    TransferRefused,

    /// <summary>The grace time after a failed transfer is over.</summary>
    GraceOver,

    /// <summary>A park extension has been claimed for the party.</summary>
    Parked,

    /// <summary>The park return or push-back has begun to ring.</summary>
    ReturnStarted,

    /// <summary>The telephone of a park return has given up; the party waits on.</summary>
    ReturnStopped,

    /// <summary>Somebody has taken the parked party up.</summary>
    Retrieved,

    /// <summary>The party is to be let go: the end of a parking, or the exchange stops.</summary>
    Dismissed,
}

/// <summary>What is to be done about it, in the order of the bits.</summary>
[Flags]
internal enum CallActions : ushort
{
    None = 0,

    /// <summary>The telephones that still ring are cancelled.</summary>
    CancelTargets = 1 << 0,

    /// <summary>The telephone that was answered becomes the peer.</summary>
    JoinTarget = 1 << 1,

    /// <summary>The transferor is told that the transfer succeeded.</summary>
    ReportSuccess = 1 << 2,

    /// <summary>The transferor is told that the transfer failed.</summary>
    ReportFailure = 1 << 3,

    /// <summary>The unanswered party gets the refusal that the targets gave.</summary>
    RefuseParty = 1 << 4,

    /// <summary>The party is hung up.</summary>
    ReleaseParty = 1 << 5,

    /// <summary>The peer is hung up.</summary>
    ReleasePeer = 1 << 6,

    /// <summary>The peer leaves the call; what becomes of his leg is the business of whoever parked.</summary>
    DetachPeer = 1 << 7,

    /// <summary>The transferor's telephone is rung.</summary>
    RingTransferor = 1 << 8,

    /// <summary>The grace time begins.</summary>
    StartGrace = 1 << 9,

    /// <summary>The park extension is given free (the parking machine is told who ended it).</summary>
    AbandonSlot = 1 << 10,

    /// <summary>What each side hears is set anew.</summary>
    Reconnect = 1 << 11,
}

/// <summary>
/// The call machine: state and input in, next state and actions out. It knows neither clocks nor messages nor which
/// kind of telephone a leg is. An input that means nothing in a state leaves it as it is.
/// </summary>
internal static class CallMachine
{
    public static (CallState Next, CallActions Actions) Step(CallState state, CallInput input) =>
        state switch
        {
            CallState.Dialling => Dialling(input),
            CallState.Talking => Talking(input),
            CallState.Transferring => Transferring(input),
            CallState.TransferringAlone => TransferringAlone(input),
            CallState.TransferFailed => TransferFailed(input),
            CallState.Recalling => Recalling(input),
            CallState.Parked => Parked(input),
            CallState.Returning => Returning(input),
            _ => (CallState.Ended, CallActions.None),
        };

    private static (CallState, CallActions) Dialling(CallInput input) =>
        input switch
        {
            CallInput.TargetAnswered => (
                CallState.Talking,
                CallActions.CancelTargets | CallActions.JoinTarget | CallActions.Reconnect
            ),
            CallInput.TargetsFailed => (CallState.Ended, CallActions.RefuseParty),
            CallInput.PartyLeft => (CallState.Ended, CallActions.CancelTargets),
            CallInput.Dismissed => (
                CallState.Ended,
                CallActions.CancelTargets | CallActions.ReleaseParty
            ),
            _ => (CallState.Dialling, CallActions.None),
        };

    private static (CallState, CallActions) Talking(CallInput input) =>
        input switch
        {
            CallInput.PartyLeft => (CallState.Ended, CallActions.ReleasePeer),
            CallInput.PeerLeft => (CallState.Ended, CallActions.ReleaseParty),
            CallInput.TransferStarted => (CallState.Transferring, CallActions.Reconnect),
            CallInput.TransferRefused => (CallState.TransferFailed, CallActions.StartGrace),
            CallInput.Parked => (CallState.Parked, CallActions.DetachPeer | CallActions.Reconnect),
            CallInput.Dismissed => (
                CallState.Ended,
                CallActions.ReleaseParty | CallActions.ReleasePeer
            ),
            _ => (CallState.Talking, CallActions.None),
        };

    private static (CallState, CallActions) Transferring(CallInput input) =>
        input switch
        {
            CallInput.TargetAnswered => (
                CallState.Talking,
                CallActions.CancelTargets
                    | CallActions.ReportSuccess
                    | CallActions.ReleasePeer
                    | CallActions.JoinTarget
                    | CallActions.Reconnect
            ),
            CallInput.TargetsFailed => (
                CallState.TransferFailed,
                CallActions.ReportFailure | CallActions.StartGrace | CallActions.Reconnect
            ),
            CallInput.PeerLeft => (
                CallState.TransferringAlone,
                CallActions.DetachPeer | CallActions.Reconnect
            ),
            CallInput.PartyLeft => (
                CallState.Ended,
                CallActions.CancelTargets | CallActions.ReportFailure | CallActions.ReleasePeer
            ),
            CallInput.Dismissed => (
                CallState.Ended,
                CallActions.CancelTargets | CallActions.ReleaseParty | CallActions.ReleasePeer
            ),
            _ => (CallState.Transferring, CallActions.None),
        };

    private static (CallState, CallActions) TransferringAlone(CallInput input) =>
        input switch
        {
            CallInput.TargetAnswered => (
                CallState.Talking,
                CallActions.CancelTargets
                    | CallActions.ReportSuccess
                    | CallActions.JoinTarget
                    | CallActions.Reconnect
            ),
            CallInput.TargetsFailed => (
                CallState.Recalling,
                CallActions.ReportFailure | CallActions.RingTransferor | CallActions.Reconnect
            ),
            CallInput.PartyLeft => (
                CallState.Ended,
                CallActions.CancelTargets | CallActions.ReportFailure
            ),
            CallInput.Dismissed => (
                CallState.Ended,
                CallActions.CancelTargets | CallActions.ReleaseParty
            ),
            _ => (CallState.TransferringAlone, CallActions.None),
        };

    private static (CallState, CallActions) TransferFailed(CallInput input) =>
        input switch
        {
            CallInput.PeerLeft => (
                CallState.Recalling,
                CallActions.DetachPeer | CallActions.RingTransferor | CallActions.Reconnect
            ),
            CallInput.GraceOver => (CallState.Talking, CallActions.None),
            CallInput.TransferRefused => (CallState.TransferFailed, CallActions.StartGrace),
            _ => Talking(input),
        };

    private static (CallState, CallActions) Recalling(CallInput input) =>
        input switch
        {
            CallInput.TargetAnswered => (
                CallState.Talking,
                CallActions.CancelTargets | CallActions.JoinTarget | CallActions.Reconnect
            ),
            CallInput.TargetsFailed => (CallState.Ended, CallActions.ReleaseParty),
            CallInput.PartyLeft => (CallState.Ended, CallActions.CancelTargets),
            CallInput.Dismissed => (
                CallState.Ended,
                CallActions.CancelTargets | CallActions.ReleaseParty
            ),
            _ => (CallState.Recalling, CallActions.None),
        };

    private static (CallState, CallActions) Parked(CallInput input) =>
        input switch
        {
            CallInput.Retrieved => (CallState.Talking, CallActions.Reconnect),
            CallInput.ReturnStarted => (CallState.Returning, CallActions.None),
            CallInput.PartyLeft => (CallState.Ended, CallActions.AbandonSlot),
            CallInput.Dismissed => (CallState.Ended, CallActions.ReleaseParty),
            _ => (CallState.Parked, CallActions.None),
        };

    private static (CallState, CallActions) Returning(CallInput input) =>
        input switch
        {
            CallInput.TargetAnswered => (
                CallState.Talking,
                CallActions.CancelTargets | CallActions.JoinTarget | CallActions.Reconnect
            ),
            CallInput.ReturnStopped => (CallState.Parked, CallActions.CancelTargets),
            CallInput.Retrieved => (
                CallState.Talking,
                CallActions.CancelTargets | CallActions.Reconnect
            ),
            CallInput.PartyLeft => (
                CallState.Ended,
                CallActions.CancelTargets | CallActions.AbandonSlot
            ),
            CallInput.Dismissed => (
                CallState.Ended,
                CallActions.CancelTargets | CallActions.ReleaseParty
            ),
            _ => (CallState.Returning, CallActions.None),
        };
}
