using QX200.Parking;
using QX200.Settings;

namespace QX200.Calls;

/// <content>Calls to a park extension, and to who waits there: section 3.1 to 3.4 and section 4.</content>
internal sealed partial class ParkDesk
{
    /// <summary>Section 3.1 to 3.4 and section 4: a call to a park extension.</summary>
    public void SlotDialled(Leg caller, string number, TimeSpan invitedAt)
    {
        int slot = _lot.Numbers.IndexOf(number);
        ParkWord word = _lot.Slots.Read(slot);
        var facts = new DialledSlot(
            caller.Extension.Length == 0
                ? MeantCall.None
                : Meant(
                    caller,
                    invitedAt,
                    caller.IsConsultation ? null : _board.Settings.System.Park.DirectedWindow
                ),
            word.IsFree ? null : _board.FindCall(word.Call)?.Stay?.Since,
            MayPark(caller, slot),
            MayRetrieve(caller, number),
            Extension(number) is { Password.Length: > 0 }
        );
        ParkDecision decision = ParkRules.Dialled(facts, _lot.Slots, slot);
        if (decision.Verdict == ParkVerdict.Park)
        {
            ParkHeld(caller, decision);
            Notice.SayAndHangUp(_board.Timers, caller, _board.Phrases.Confirmation);
        }
        else
        {
            Give(caller, number, decision);
        }
    }

    /// <summary>
    /// 6.1: a telephone names the very call that waits, as its lamp has told it. That retrieves and nothing else,
    /// whatever the telephone holds.
    /// </summary>
    public void Named(Leg caller, Call call)
    {
        string number = call.Stay!.Slot;
        if (Extension(number) is not { } slot)
        {
            // Its slot has been deleted, and it is on its way back to the parker.
            caller.Reject(481, "");
            return;
        }

        var facts = new DialledSlot(
            MeantCall.None,
            call.Stay.Since,
            ParkerListed: false,
            MayRetrieve(caller, number),
            slot.Password.Length > 0
        );
        Give(caller, number, ParkRules.Dialled(facts, _lot.Slots, _lot.Numbers.IndexOf(number)));
    }

    /// <summary>Whether somebody may take a call out without the password: he is on the list, or there is no slot any more.</summary>
    public bool MayTake(Leg caller, string number) =>
        Extension(number) is null || MayRetrieve(caller, number);

    /// <summary>4.6: he dialled a park extension to take out a call that has just left it. True: he is told so.</summary>
    public bool IsTooLate(Leg caller)
    {
        if (
            Extension(caller.Dialled) is null
            || !_lot.Slots.Read(_lot.Numbers.IndexOf(caller.Dialled)).IsFree
        )
        {
            return false;
        }

        RefuseWithPrompt(caller, caller.Dialled, new ParkDecision(ParkVerdict.Empty));
        return true;
    }

    private void Give(Leg caller, string number, in ParkDecision decision)
    {
        switch (decision.Verdict)
        {
            case ParkVerdict.Retrieve:
                _returns.Retrieved(_board.FindCall(decision.Call)!, caller);
                break;
            case ParkVerdict.AskPassword:
                _passwords.Ask(caller, Extension(number)!, decision.Ticket);
                break;
            case ParkVerdict.Empty or ParkVerdict.RetrieverNotListed:
                RefuseWithPrompt(caller, number, decision);
                break;
            default:
                Refuse(caller, number, decision);
                break;
        }
    }
}
