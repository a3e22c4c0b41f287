namespace QX200.Calls;

/// <summary>
/// Where an analog telephone stands. It has up to three legs: the <em>active</em> one, which the receiver hears; the
/// <em>held</em> one, put there by a hook flash; and the <em>waiting</em> one, for which it rings or, with the
/// receiver lifted, beeps.
/// </summary>
internal enum PhoneState : byte
{
    OnHook,

    /// <summary>On hook, and it rings.</summary>
    Ringing,

    /// <summary>Off hook with the active leg alone.</summary>
    Single,

    /// <summary>Off hook with the active leg, and another call waits.</summary>
    SingleWaiting,

    /// <summary>Off hook with an active leg, which this telephone has called, and the held one for whose sake it did.</summary>
    Consulting,

    /// <summary>
    /// Off hook with an active and a held leg, both of whom called here: they have nothing to do with each other.
    /// </summary>
    Alternating,
}

internal enum PhoneInput : byte
{
    Lifted,
    HungUp,
    Flashed,

    /// <summary>Somebody calls.</summary>
    Offered,

    /// <summary>The exchange has ended the active leg.</summary>
    ActiveEnded,
    HeldEnded,
    WaitingEnded,

    /// <summary>The line has gone out of service.</summary>
    Lost,
}

/// <summary>What the active leg is about.</summary>
internal enum ActiveKind : byte
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The dial tone is heard, or digits are being dialled.</summary>
    Dialling,

    /// <summary>Called, and not answered yet.</summary>
    Calling,

    /// <summary>In a call.</summary>
    Talking,

    /// <summary>The exchange says something or asks for a password.</summary>
    Told,

    /// <summary>Everything is over, and a tone says so.</summary>
    Tone,
}

/// <summary>What is to be done, in the order of the bits.</summary>
[Flags]
internal enum PhoneActions : ushort
{
    None = 0,
    StopBell = 1 << 0,

    /// <summary>The active leg leaves its call.</summary>
    DropActive = 1 << 1,
    DropHeld = 1 << 2,

    /// <summary>The waiting leg is refused.</summary>
    DropWaiting = 1 << 3,
    HoldActive = 1 << 4,

    /// <summary>Active and held change places.</summary>
    Swap = 1 << 5,
    ResumeHeld = 1 << 6,
    AnswerWaiting = 1 << 7,

    /// <summary>
    /// Who is held is connected with who is active; or called through to what has been dialled; or, where that cannot be,
    /// the telephone rings with him again.
    /// </summary>
    Transfer = 1 << 8,

    /// <summary>The telephone is to ring again with who is held.</summary>
    Recall = 1 << 9,
    OpenDialTone = 1 << 10,

    /// <summary>The tone that says that it is over.</summary>
    OpenTone = 1 << 11,
    TakeOffer = 1 << 12,
    RingBell = 1 << 13,
    StopBeep = 1 << 14,
}

/// <summary>
/// What receiver and hook mean: state, input and what the active leg is about, next state and actions out. Pure. The
/// calls themselves are the call machine's, which does not know that this telephone is an analog one.
/// </summary>
internal static class PhoneMachine
{
    public static (PhoneState Next, PhoneActions Actions) Step(
        PhoneState state,
        PhoneInput input,
        ActiveKind active
    ) =>
        input == PhoneInput.Lost
            ? (
                PhoneState.OnHook,
                PhoneActions.StopBell
                    | PhoneActions.DropActive
                    | PhoneActions.DropHeld
                    | PhoneActions.DropWaiting
            )
            : state switch
            {
                PhoneState.OnHook => OnHook(input),
                PhoneState.Ringing => Ringing(input),
                PhoneState.Single => Single(input, active),
                PhoneState.SingleWaiting => SingleWaiting(input, active),
                _ => WithHeld(state, input, active),
            };

    private static (PhoneState, PhoneActions) OnHook(PhoneInput input) =>
        input switch
        {
            PhoneInput.Lifted => (PhoneState.Single, PhoneActions.OpenDialTone),
            PhoneInput.Offered => (
                PhoneState.Ringing,
                PhoneActions.TakeOffer | PhoneActions.RingBell
            ),
            _ => (PhoneState.OnHook, PhoneActions.None),
        };

    private static (PhoneState, PhoneActions) Ringing(PhoneInput input) =>
        input switch
        {
            PhoneInput.Lifted => (
                PhoneState.Single,
                PhoneActions.StopBell | PhoneActions.AnswerWaiting
            ),
            PhoneInput.WaitingEnded => (PhoneState.OnHook, PhoneActions.StopBell),
            _ => (PhoneState.Ringing, PhoneActions.None),
        };

    private static (PhoneState, PhoneActions) Single(PhoneInput input, ActiveKind active) =>
        input switch
        {
            PhoneInput.Flashed when active == ActiveKind.Talking => (
                PhoneState.Consulting,
                PhoneActions.HoldActive | PhoneActions.OpenDialTone
            ),
            PhoneInput.Flashed when active == ActiveKind.Calling => (
                PhoneState.Single,
                PhoneActions.None
            ),
            PhoneInput.Flashed => (
                PhoneState.Single,
                PhoneActions.DropActive | PhoneActions.OpenDialTone
            ),
            PhoneInput.HungUp => (PhoneState.OnHook, PhoneActions.DropActive),
            PhoneInput.Offered when active == ActiveKind.Talking => (
                PhoneState.SingleWaiting,
                PhoneActions.TakeOffer
            ),
            PhoneInput.ActiveEnded => (PhoneState.Single, PhoneActions.OpenTone),
            _ => (PhoneState.Single, PhoneActions.None),
        };

    private static (PhoneState, PhoneActions) SingleWaiting(PhoneInput input, ActiveKind active) =>
        input switch
        {
            PhoneInput.Flashed when active == ActiveKind.Talking => (
                PhoneState.Alternating,
                PhoneActions.StopBeep | PhoneActions.HoldActive | PhoneActions.AnswerWaiting
            ),
            PhoneInput.Flashed => (
                PhoneState.Single,
                PhoneActions.StopBeep | PhoneActions.DropActive | PhoneActions.AnswerWaiting
            ),
            PhoneInput.HungUp => (
                PhoneState.Ringing,
                PhoneActions.StopBeep | PhoneActions.DropActive | PhoneActions.RingBell
            ),
            PhoneInput.WaitingEnded => (PhoneState.Single, PhoneActions.StopBeep),
            PhoneInput.ActiveEnded => (PhoneState.SingleWaiting, PhoneActions.OpenTone),
            _ => (PhoneState.SingleWaiting, PhoneActions.None),
        };

    private static (PhoneState, PhoneActions) WithHeld(
        PhoneState state,
        PhoneInput input,
        ActiveKind active
    ) =>
        input switch
        {
            PhoneInput.Flashed when active == ActiveKind.Talking => (state, PhoneActions.Swap),
            PhoneInput.Flashed => (
                PhoneState.Single,
                PhoneActions.DropActive | PhoneActions.ResumeHeld
            ),
            PhoneInput.HungUp when state == PhoneState.Alternating => (
                PhoneState.OnHook,
                PhoneActions.DropActive | PhoneActions.Recall
            ),
            PhoneInput.HungUp => (PhoneState.OnHook, PhoneActions.Transfer),
            PhoneInput.ActiveEnded => (state, PhoneActions.OpenTone),
            PhoneInput.HeldEnded => (PhoneState.Single, PhoneActions.None),
            _ => (state, PhoneActions.None),
        };
}
