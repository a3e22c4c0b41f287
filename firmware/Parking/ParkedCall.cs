namespace QX200.Parking;

/// <summary>Where a parked call stands.</summary>
internal enum ParkedState : byte
{
    /// <summary>It waits in its slot, and the retrieve timeout runs.</summary>
    Waiting,

    /// <summary>The device that parked it rings (5.1); the slot is still occupied (5.3).</summary>
    Returning,

    /// <summary>The slot's push-back destination rings (5.2).</summary>
    PushingBack,

    /// <summary>It has left the slot and has its outcome.</summary>
    Ended,
}

/// <summary>What happens to a parked call.</summary>
internal enum ParkedEvent : byte
{
    /// <summary>The retrieve timeout of its slot ended.</summary>
    TimedOut,

    /// <summary>Who was rung by us answered.</summary>
    RingAnswered,

    /// <summary>Who was rung did not answer in time, was busy, off hook, unreachable, gone, or refused.</summary>
    RingFailed,

    /// <summary>A retriever won it: it is out of the slot already.</summary>
    Retrieved,

    /// <summary>Who waits hung up, or his connection was found dead.</summary>
    PartyHungUp,

    /// <summary>New settings have no such slot: it is out of the table already.</summary>
    SlotDeleted,

    /// <summary>The exchange ends its work.</summary>
    ExchangeStopping,

    /// <summary>Somebody entered a wrong password for it.</summary>
    WrongPassword,
}

/// <summary>What is to be done; several at once are carried out in the order of this list.</summary>
[Flags]
internal enum ParkedActions : ushort
{
    None = 0,

    /// <summary>Mark the slot as returning (<see cref="ParkSlots.TryExpire"/>).</summary>
    ExpireSlot = 1 << 0,

    /// <summary>Take the call out of the slot (<see cref="ParkSlots.TryTakeOut"/>).</summary>
    FreeSlot = 1 << 1,

    /// <summary>Stop ringing whoever still rings.</summary>
    StopRinging = 1 << 2,

    /// <summary>Ring the device that parked; all contacts of its extension if that device is gone.</summary>
    RingParker = 1 << 3,

    RingPushBack = 1 << 4,

    /// <summary>Connect who waits with who answered or retrieved.</summary>
    Connect = 1 << 5,

    /// <summary>End the call of who waits.</summary>
    Disconnect = 1 << 6,

    /// <summary>Ask whoever entered the wrong password once more.</summary>
    AskAgain = 1 << 7,

    /// <summary>Tell whoever entered the wrong password so, and end his call.</summary>
    TurnAway = 1 << 8,

    /// <summary>Turn away whoever else is entering a password (4.8), and write the record (6.3).</summary>
    Record = 1 << 9,
}

/// <summary>How a parked call ended (6.3).</summary>
internal enum ParkOutcome : byte
{
    /// <summary>Not yet.</summary>
    None,
    Retrieved,
    Returned,
    PushedBack,
    Abandoned,
    TimedOut,
    RefusedPassword,
    Stopped,
}

/// <summary>What the machine has to know besides state and event.</summary>
/// <param name="HasPushBack">The slot has a push-back destination.</param>
/// <param name="KeepAfterWrongPassword">The slot has <c>wrong-password = keep</c>.</param>
/// <param name="TriesLeft">How many more tries the caller who entered a wrong password has.</param>
internal readonly record struct ParkedFacts(
    bool HasPushBack = false,
    bool KeepAfterWrongPassword = false,
    int TriesLeft = 0
);

internal readonly record struct ParkedStep(
    ParkedState Next,
    ParkedActions Actions = ParkedActions.None,
    ParkOutcome Outcome = ParkOutcome.None
);

/// <summary>
/// Sections 4.3, 5 and 7 of the rules: the life of one parked call from its slot to its outcome. Pure.
/// </summary>
/// <remarks>
/// A call leaves its slot once, by ticket or by retrieval: an event whose sender could not take the call out
/// (<see cref="ParkedActions.FreeSlot"/> fails, and the slot was not deleted) came too late and is dropped whole,
/// since whoever took it out sends an event of his own.
/// </remarks>
internal static class ParkedCall
{
    public static ParkedStep Next(ParkedState state, ParkedEvent happened, in ParkedFacts facts) =>
        state switch
        {
            ParkedState.Waiting => Waiting(happened, facts),
            ParkedState.Returning => Returning(happened, facts),
            ParkedState.PushingBack => PushingBack(happened, facts),
            _ => new ParkedStep(ParkedState.Ended),
        };

    /// <summary>The outcome's name in the records.</summary>
    public static string Name(this ParkOutcome outcome) =>
        outcome switch
        {
            ParkOutcome.Retrieved => "retrieved",
            ParkOutcome.Returned => "returned",
            ParkOutcome.PushedBack => "pushed-back",
            ParkOutcome.Abandoned => "abandoned",
            ParkOutcome.TimedOut => "timed-out",
            ParkOutcome.RefusedPassword => "refused-password",
            ParkOutcome.Stopped => "stopped",
            _ => "",
        };

    private static ParkedStep Waiting(ParkedEvent happened, in ParkedFacts facts) =>
        happened switch
        {
            ParkedEvent.TimedOut => new(
                ParkedState.Returning,
                ParkedActions.ExpireSlot | ParkedActions.RingParker
            ),
            ParkedEvent.SlotDeleted => new(ParkedState.Returning, ParkedActions.RingParker),
            _ => InAnyState(ParkedState.Waiting, happened, facts, ParkedActions.None),
        };

    private static ParkedStep Returning(ParkedEvent happened, in ParkedFacts facts) =>
        happened switch
        {
            ParkedEvent.RingAnswered => Ended(
                ParkOutcome.Returned,
                ParkedActions.FreeSlot | ParkedActions.StopRinging | ParkedActions.Connect
            ),
            ParkedEvent.RingFailed when facts.HasPushBack => new(
                ParkedState.PushingBack,
                ParkedActions.StopRinging | ParkedActions.RingPushBack
            ),
            ParkedEvent.RingFailed => NobodyTookIt(),
            _ => InAnyState(ParkedState.Returning, happened, facts, ParkedActions.StopRinging),
        };

    private static ParkedStep PushingBack(ParkedEvent happened, in ParkedFacts facts) =>
        happened switch
        {
            ParkedEvent.RingAnswered => Ended(
                ParkOutcome.PushedBack,
                ParkedActions.FreeSlot | ParkedActions.StopRinging | ParkedActions.Connect
            ),
            ParkedEvent.RingFailed => NobodyTookIt(),
            _ => InAnyState(ParkedState.PushingBack, happened, facts, ParkedActions.StopRinging),
        };

    /// <summary>What ends a parked call wherever it stands; all else changes nothing.</summary>
    private static ParkedStep InAnyState(
        ParkedState state,
        ParkedEvent happened,
        in ParkedFacts facts,
        ParkedActions stop
    ) =>
        happened switch
        {
            ParkedEvent.Retrieved => Ended(ParkOutcome.Retrieved, stop | ParkedActions.Connect),
            ParkedEvent.PartyHungUp => Ended(ParkOutcome.Abandoned, stop | ParkedActions.FreeSlot),
            ParkedEvent.ExchangeStopping => Ended(
                ParkOutcome.Stopped,
                stop | ParkedActions.FreeSlot | ParkedActions.Disconnect
            ),
            ParkedEvent.WrongPassword when facts.TriesLeft > 0 => new(
                state,
                ParkedActions.AskAgain
            ),
            ParkedEvent.WrongPassword when facts.KeepAfterWrongPassword => new(
                state,
                ParkedActions.TurnAway
            ),
            ParkedEvent.WrongPassword => Ended(
                ParkOutcome.RefusedPassword,
                stop | ParkedActions.FreeSlot | ParkedActions.Disconnect | ParkedActions.TurnAway
            ),
            _ => new(state),
        };

    private static ParkedStep NobodyTookIt() =>
        Ended(
            ParkOutcome.TimedOut,
            ParkedActions.FreeSlot | ParkedActions.StopRinging | ParkedActions.Disconnect
        );

    private static ParkedStep Ended(ParkOutcome outcome, ParkedActions actions) =>
        new(ParkedState.Ended, actions | ParkedActions.Record, outcome);
}
