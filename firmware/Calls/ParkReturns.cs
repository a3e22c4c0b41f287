using QX200.Parking;
using QX200.Runtime;
using QX200.Settings;

namespace QX200.Calls;

/// <summary>
/// From the slot to the outcome: the retrieve timeout, the park return, the push-back and the record
/// (CALL-PARK 5 and 6.3). What is to be done is <see cref="ParkedCall"/>'s decision.
/// </summary>
internal sealed class ParkReturns(Switchboard board, ParkLot lot)
{
    /// <summary>The retrieve timeout begins.</summary>
    public void Await(Call call, TimeSpan timeout) =>
        call.Stay!.Timeout = board.Timers.Schedule(
            timeout,
            static state =>
            {
                (ParkReturns returns, Call waiting) = ((ParkReturns, Call))state!;
                returns.Happened(waiting, ParkedEvent.TimedOut);
            },
            (this, call)
        );

    /// <summary>A retriever has taken the call out of its slot.</summary>
    public void Retrieved(Call call, Leg by)
    {
        Happened(
            call,
            ParkedEvent.Retrieved,
            by.Extension.Length > 0 ? by.Extension : by.Identity.Number
        );
        call.RetrievedBy(by);
    }

    /// <summary>Who is told that a parked call has left its slot: those who are entering a password for it.</summary>
    public Action<ParkTicket>? ParkingEnded { get; set; }

    /// <param name="by">Who is behind the event, for the record; empty where nobody is.</param>
    /// <param name="known">What only the one who reports knows; the slot's settings are looked up here.</param>
    public void Happened(
        Call call,
        ParkedEvent happened,
        string by = "",
        ParkedFacts known = default
    )
    {
        if (call.Stay is not { } stay)
        {
            return;
        }

        ParkedFacts facts = known with { HasPushBack = PushBack(stay) is not null };
        ParkedStep step = ParkedCall.Next(stay.State, happened, facts);
        if (
            step.Actions.HasFlag(ParkedActions.FreeSlot)
            && !stay.SlotDeleted
            && !lot.Slots.TryTakeOut(stay.Ticket)
        )
        {
            return;
        }

        if (step.Actions.HasFlag(ParkedActions.ExpireSlot) && !lot.Slots.TryExpire(stay.Ticket))
        {
            return;
        }

        stay.State = step.Next;
        if (step.Actions.HasFlag(ParkedActions.Record))
        {
            board.Timers.Cancel(ref stay.Timeout);
            call.Stay = null;
            CallLog.LeftSlot(
                board.Log,
                call.Number,
                call.Party.Identity.Number,
                stay.Slot,
                step.Outcome.Name()
            );
            board.Ledger.Parked(call, stay, step.Outcome, by);
            ParkingEnded?.Invoke(stay.Ticket);
        }

        Perform(call, stay, happened, step.Actions);
    }

    private void Perform(Call call, ParkStay stay, ParkedEvent happened, ParkedActions actions)
    {
        if (actions.HasFlag(ParkedActions.RingParker))
        {
            board.Timers.Cancel(ref stay.Timeout);
            RingGroup group = NewGroup(call);
            board.Ringer.AddDevice(
                group,
                stay.Parker,
                stay.ParkerDevice,
                Shown(call, stay),
                call.Party,
                RingStyle.ParkReturn,
                call.Party.Speaks
            );
            call.Take(CallInput.ReturnStarted);
            call.Ring(group, board.Settings.System.Park.ReturnRing);
        }

        if (actions.HasFlag(ParkedActions.RingPushBack))
        {
            RingGroup group = NewGroup(call);
            Dialled to = PushBack(stay)!.Value;
            if (to.Kind == DialledKind.Outside)
            {
                board.Ringer.AddOutside(group, to, Shown(call, stay), call.Party.Speaks);
            }
            else
            {
                board.Ringer.AddExtension(
                    group,
                    to.Number,
                    Shown(call, stay),
                    call.Party,
                    RingStyle.ParkReturn,
                    call.Party.Speaks
                );
            }

            call.Ring(group, board.Settings.System.Park.ReturnRing);
        }

        if (actions.HasFlag(ParkedActions.Connect) && happened == ParkedEvent.RingAnswered)
        {
            call.Take(CallInput.TargetAnswered);
        }

        if (actions.HasFlag(ParkedActions.Disconnect))
        {
            call.Take(CallInput.Dismissed);
        }
    }

    private RingGroup NewGroup(Call call) => new(board.Timers, call);

    /// <summary>5.1: <c>Park 77: who waits</c>; calling back reaches who waits, or the slot where he is not to be shown.</summary>
    private static PartyIdentity Shown(Call call, ParkStay stay) =>
        call.Party.Identity.Behind($"Park {stay.Slot}: ", stay.Slot);

    /// <summary>Where a call is pushed back to (5.2): an extension, or somebody outside.</summary>
    private Dialled? PushBack(ParkStay stay) =>
        board.Settings.FindExtension(stay.Slot) is ParkExtensionSettings { PushBack: { } to }
        && DialPlan.PushBack(board.Settings, to, stay.Slot)
            is { Kind: DialledKind.User or DialledKind.Outside } found
            ? found
            : null;
}
