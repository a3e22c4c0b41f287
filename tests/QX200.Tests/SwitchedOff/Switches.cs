using System.Runtime.CompilerServices;
using QX200.Calls;
using QX200.Media;
using QX200.Parking;
using QX200.Settings;
using QX200.Sip.Dialogs;

// The product, and only the copy of it that Weaver makes, calls what is in this file.
[assembly: InternalsVisibleTo("qx200")]

namespace QX200.Tests.SwitchedOff;

/// <summary>
/// The rules of Call Park that can be switched off, to see whether their tests miss them. Nothing of this is in the
/// product: <see cref="Weaver"/> puts the calls into a copy that lives in memory.
/// </summary>
internal static class Switches
{
    private static int _off;

    /// <summary>Switches one off, by its place among the methods; 0: all rules are in force.</summary>
    public static void TurnOff(int number) => _off = number;

    public static bool IsOff(int number) => number == _off;

    [SwitchOff(
        "1.1",
        "no park extension is as if all were taken",
        typeof(ParkRules),
        "ParkAnywhere"
    )]
    internal static ParkDecision NoneIsFull(ParkDecision decision) =>
        decision.Verdict == ParkVerdict.NoParkExtension
            ? new ParkDecision(ParkVerdict.NoneFree)
            : decision;

    [SwitchOff(
        "1.2",
        "every slot has everybody on its Park Access List",
        typeof(ParkDesk),
        "Allowed"
    )]
    internal static SlotSet EveryoneParks(SlotSet listed) => SlotSet.All(64);

    [SwitchOff(
        "1.3",
        "all slots have the same timeout",
        typeof(ParkExtensionSettings),
        "get_RetrieveTimeout"
    )]
    internal static TimeSpan SameTimeout(TimeSpan own) => TimeSpan.FromMinutes(15);

    [SwitchOff("2.1a", "INFO is not read", typeof(DtmfInfoBody), "TryParse")]
    internal static bool NoInfo(bool read) => false;

    [SwitchOff("2.1b", "the code has a window like a slot", typeof(HeldCalls), "Choose")]
    internal static void WindowForCode(
        ref DeviceIdentity caller,
        ref ReadOnlySpan<ExtensionCall> calls,
        ref TimeSpan invitedAt,
        ref TimeSpan? window
    ) => window ??= TimeSpan.FromSeconds(5);

    [SwitchOff("2.1c", "who hung up on the transfer is not called", typeof(ParkCode), "Tell")]
    internal static NumberSpoken NoCallBack(NumberSpoken where) => NumberSpoken.Nowhere;

    [SwitchOff("2.2", "the last free slot is taken", typeof(SlotNumbers), "get_Ascending")]
    internal static Comparer<string> Descending(Comparer<string> ascending) =>
        Comparer<string>.Create((a, b) => ascending.Compare(b, a));

    [SwitchOff(
        "2.3",
        "a key press that comes in two ways counts twice",
        typeof(KeyPresses),
        "IsEcho"
    )]
    internal static bool NoEcho(bool isEcho) => false;

    [SwitchOff("2.4", "nobody hears why he is refused", typeof(Phrases), "Refusal")]
    internal static Source NoReason(Source words) => Source.Silence;

    [SwitchOff(
        "2.5",
        "whoever called is parked, not whoever is the other side",
        typeof(Call),
        "MakePeer"
    )]
    internal static bool NoSides() => true;

    [SwitchOff("3.1", "no held call is ever meant", typeof(HeldCalls), "Choose")]
    internal static MeantCall NoneMeant(MeantCall meant) => MeantCall.None;

    [SwitchOff(
        "3.2",
        "a REFER that comes after the parking is not answered",
        typeof(Notice),
        "QX200.Calls.ILegOwner.TransferAsked"
    )]
    internal static bool NoAnswer() => true;

    [SwitchOff("3.3", "the directed window never ends", typeof(HeldCalls), "Choose")]
    internal static void NoWindow(
        ref DeviceIdentity caller,
        ref ReadOnlySpan<ExtensionCall> calls,
        ref TimeSpan invitedAt,
        ref TimeSpan? window
    ) => window = null;

    [SwitchOff(
        "3.4",
        "a lit key is not told from a slot that was just taken",
        typeof(ParkRules),
        "Dialled"
    )]
    internal static void NoLitKey(ref DialledSlot facts, ref ParkSlots slots, ref int slot) =>
        facts = facts with { OccupiedSince = null };

    [SwitchOff(
        "3.5",
        "a transferor who hangs up on a refused transfer ends the call",
        typeof(CallMachine),
        "Step"
    )]
    internal static (CallState, CallActions) NoGrace(
        (CallState, CallActions) step,
        CallState state,
        CallInput input
    ) =>
        state == CallState.TransferFailed && input == CallInput.PeerLeft
            ? (CallState.Ended, CallActions.ReleaseParty)
            : step;

    [SwitchOff(
        "3.6",
        "the code with a number is dialled as the number alone",
        typeof(DialPlan),
        "Resolve"
    )]
    internal static Dialled NoCode(Dialled dialled) =>
        dialled.Kind == DialledKind.ParkCodeWithSlot
            ? dialled with
            {
                Kind = DialledKind.Slot,
            }
            : dialled;

    [SwitchOff("4.1", "nobody outside reaches a slot", typeof(DialPlan), "FromOutside")]
    internal static Dialled OnlyInside(Dialled dialled) =>
        dialled.Kind == DialledKind.Slot ? new Dialled(DialledKind.Nothing, "") : dialled;

    [SwitchOff("4.2", "nobody is on a Retrieve Access List", typeof(RetrieveList), "Has")]
    internal static bool NobodyRetrieves(bool listed) => false;

    [SwitchOff("4.3", "a wrong password does not disconnect who waits", typeof(ParkedCall), "Next")]
    internal static ParkedStep WrongPasswordKeeps(ParkedStep step) =>
        step.Outcome == ParkOutcome.RefusedPassword
            ? new ParkedStep(ParkedState.Waiting, ParkedActions.TurnAway)
            : step;

    [SwitchOff(
        "4.4",
        "who is not listed retrieves where there is no password",
        typeof(ParkRules),
        "Retrieve"
    )]
    internal static void NoPasswordNoLimit(
        ref DialledSlot facts,
        ref ParkSlots slots,
        ref int slot
    ) => facts = facts with { RetrieverListed = facts.RetrieverListed || !facts.HasPassword };

    [SwitchOff(
        "4.5",
        "an empty slot is answered as if nobody had such a number",
        typeof(ParkDecision),
        "get_Status"
    )]
    internal static int EmptyIsNotFound(int status) => status == 480 ? 404 : status;

    [SwitchOff("4.7", "no display ever changes", typeof(QX200.Calls.Leg), "Show")]
    internal static bool NoDisplay() => true;

    [SwitchOff(
        "4.8",
        "who still types is not told that the call is gone",
        typeof(PasswordDesk),
        "ParkingEnded"
    )]
    internal static bool NotTold() => true;

    [SwitchOff("5.1", "a park return looks like any call", typeof(ParkReturns), "Shown")]
    internal static PartyIdentity PlainReturn(PartyIdentity shown, Call call, ParkStay stay) =>
        call.Party.Identity;

    [SwitchOff("5.2", "there is no push-back", typeof(ParkReturns), "PushBack")]
    internal static Dialled? NoPushBack(Dialled? to) => null;

    [SwitchOff(
        "5.3",
        "a call that is being returned cannot be retrieved",
        typeof(ParkWord),
        "TryRetrieve"
    )]
    internal static bool NotWhileItRings(bool may, ref ParkWord word, ref ParkWord next) =>
        may && word.State != SlotState.Returning;

    [SwitchOff("6.1", "lamps are not told of changes", typeof(Overview), "Changed")]
    internal static bool NoLamp() => true;

    [SwitchOff("6.3", "parked calls leave no record", typeof(Ledger), "Parked")]
    internal static bool NoRecord() => true;

    [SwitchOff("7a", "a call that nobody takes waits on for ever", typeof(ParkedCall), "Next")]
    internal static ParkedStep NoOutcome(ParkedStep step) =>
        step.Outcome == ParkOutcome.TimedOut ? new ParkedStep(ParkedState.Returning) : step;

    [SwitchOff("7b", "a party who hangs up leaves the slot taken", typeof(ParkDesk), "PartyLeft")]
    internal static bool SlotStaysTaken() => true;

    [SwitchOff("7d", "the call of a deleted slot waits on", typeof(ParkedCall), "Next")]
    internal static ParkedStep DeletedSlotWaits(
        ParkedStep step,
        ParkedState state,
        ParkedEvent happened,
        ref ParkedFacts facts
    ) => happened == ParkedEvent.SlotDeleted ? new ParkedStep(state) : step;

    [SwitchOff(
        "7e",
        "a reload forgets which call is on which slot",
        typeof(PasswordDesk),
        "TicketChanged"
    )]
    internal static bool TicketsLost() => true;

    [SwitchOff("7h", "no session is refreshed", typeof(SessionTimer), "Refresh")]
    internal static bool NoRefresh() => true;

    [SwitchOff(
        "7i",
        "nobody asks a telephone that has fallen silent",
        typeof(LegTable),
        "QX200.Media.IMediaUser.StreamSilent"
    )]
    internal static bool NoProbe() => true;

    [SwitchOff(
        "7j",
        "calls that wait when the exchange stops leave no record",
        typeof(ParkDesk),
        "Stop"
    )]
    internal static bool NoLastRecord() => true;
}
