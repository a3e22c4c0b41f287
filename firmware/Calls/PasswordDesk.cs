using QX200.Parking;
using QX200.Settings;

namespace QX200.Calls;

/// <summary>
/// Those who are entering a password at a park extension (CALL-PARK 4.3 and 4.8): what becomes of them, and of the
/// parked call, when an entry is complete or the parking ends meanwhile.
/// </summary>
internal sealed class PasswordDesk(Switchboard board, ParkLot lot, ParkReturns returns)
{
    private readonly List<PasswordEntry> _entries = [];

    /// <summary>Answers the caller and asks him.</summary>
    public void Ask(Leg caller, ParkExtensionSettings slot, ParkTicket ticket)
    {
        var entry = new PasswordEntry(board.Equipment.Loop, caller, slot.Password, ticket, Entered);
        _entries.Add(entry);
        caller.Answer(prefer: null);
        entry.Ask(board.Phrases.EnterPassword);
    }

    /// <summary>4.8: the parking has ended; whoever is still typing for it is told so and let go.</summary>
    public void ParkingEnded(ParkTicket ticket)
    {
        foreach (PasswordEntry entry in _entries.Where(e => e.Ticket == ticket).ToArray())
        {
            TurnAway(entry, board.Phrases.Refusal(ParkVerdict.Empty));
        }
    }

    /// <summary>The slots were laid out anew: a password counts for the same parking under its new ticket.</summary>
    public void TicketChanged(ParkTicket before, ParkTicket after)
    {
        foreach (PasswordEntry entry in _entries.Where(e => e.Ticket == before))
        {
            entry.Ticket = after;
        }
    }

    private void Entered(PasswordEntry entry, PasswordEnd end)
    {
        switch (end)
        {
            case PasswordEnd.Right:
                Right(entry);
                break;
            case PasswordEnd.Wrong:
                Wrong(entry);
                break;
            case PasswordEnd.Silent:
                TurnAway(entry, board.Phrases.Goodbye);
                break;
            default:
                _entries.Remove(entry);
                break;
        }
    }

    private void Right(PasswordEntry entry)
    {
        Call? call = Waiting(entry);
        if (call is null || !lot.Slots.TryTakeOut(entry.Ticket))
        {
            TurnAway(entry, board.Phrases.Refusal(ParkVerdict.Empty));
            return;
        }

        entry.Close();
        _entries.Remove(entry);
        returns.Retrieved(call, entry.Leg);
    }

    private void Wrong(PasswordEntry entry)
    {
        if (Waiting(entry) is not { Stay: { } stay } call)
        {
            TurnAway(entry, board.Phrases.Refusal(ParkVerdict.Empty));
            return;
        }

        var slot = board.Settings.FindExtension(stay.Slot) as ParkExtensionSettings;
        int triesLeft = (slot?.PasswordTries ?? 1) - entry.Tries;
        CallLog.WrongPassword(
            board.Log,
            call.Number,
            stay.Slot,
            entry.Leg.Identity.Number,
            Math.Max(0, triesLeft)
        );
        if (triesLeft > 0)
        {
            entry.Ask(board.Phrases.WrongPasswordOnceMore);
            return;
        }

        TurnAway(entry, board.Phrases.WrongPassword);
        returns.Happened(
            call,
            ParkedEvent.WrongPassword,
            entry.Leg.Identity.Number,
            new ParkedFacts(KeepAfterWrongPassword: slot?.WrongPassword == WrongPassword.Keep)
        );
    }

    private Call? Waiting(PasswordEntry entry) =>
        board.Calls.FirstOrDefault(c => c.Stay is { } stay && stay.Ticket == entry.Ticket);

    private void TurnAway(PasswordEntry entry, in Media.Source why)
    {
        entry.Close();
        _entries.Remove(entry);
        Notice.SayAndHangUp(board.Timers, entry.Leg, why);
    }
}
