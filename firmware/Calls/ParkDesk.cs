using QX200.Media;
using QX200.Parking;
using QX200.Settings;

namespace QX200.Calls;

/// <summary>
/// Where parking meets calls: gathers the facts of a wish to park or to retrieve, lets <see cref="ParkRules"/>
/// decide, and carries the decision out. The rule numbers are those of CALL-PARK.
/// </summary>
internal sealed partial class ParkDesk
{
    private readonly Switchboard _board;
    private readonly ParkLot _lot;
    private readonly Dictionary<string, SlotSet> _allowed = [];
    private readonly ParkReturns _returns;
    private readonly PasswordDesk _passwords;

    public ParkDesk(Switchboard board, ParkLot lot)
    {
        _board = board;
        _lot = lot;
        _returns = new ParkReturns(board, lot);
        _passwords = new PasswordDesk(board, lot, _returns);
        _returns.ParkingEnded = _passwords.ParkingEnded;
    }

    /// <summary>2.1 a: the code was dialled within the call.</summary>
    public void CodePressed(Call call, Leg parker)
    {
        ParkDecision decision = ParkRules.ParkAnywhere(
            MeantCall.One(call.Number),
            Allowed(parker.Extension),
            _lot.Slots
        );
        if (decision.Verdict == ParkVerdict.Park)
        {
            string slot = Park(call, parker, decision.Ticket);
            Notice.SayAndHangUp(_board.Timers, parker, _board.SlotNumber(slot));
        }
        else
        {
            // 2.4: he hears why, and is back in the call when that is said.
            LogRefusal(parker, _board.Settings.System.Features.CallPark, decision);
            parker.Hear(_board.Phrases.Refusal(decision.Verdict));
        }
    }

    /// <summary>2.1 b: the code was dialled as a call of its own.</summary>
    public void CodeDialled(Leg caller, TimeSpan invitedAt)
    {
        MeantCall meant = Meant(caller, invitedAt, window: null);
        ParkDecision decision = ParkRules.ParkAnywhere(
            meant,
            Allowed(caller.Extension),
            _lot.Slots
        );
        if (decision.Verdict == ParkVerdict.Park)
        {
            string slot = ParkHeld(caller, decision);
            Notice.SayAndHangUp(_board.Timers, caller, _board.SlotNumber(slot));
        }
        else
        {
            RefuseWithPrompt(caller, _board.Settings.System.Features.CallPark, decision);
        }
    }

    /// <summary>3.6: the code with a park extension's number, dialled as a call of its own.</summary>
    public void CodeWithSlotDialled(Leg caller, string number, TimeSpan invitedAt)
    {
        MeantCall meant = Meant(caller, invitedAt, window: null);
        int slot = _lot.Numbers.IndexOf(number);
        ParkDecision decision = ParkRules.ParkAt(meant, MayPark(caller, slot), _lot.Slots, slot);
        if (decision.Verdict == ParkVerdict.Park)
        {
            ParkHeld(caller, decision);
            Notice.SayAndHangUp(_board.Timers, caller, _board.Phrases.Confirmation);
        }
        else
        {
            Refuse(caller, number, decision);
        }
    }

    /// <summary>2.1 c: the call was transferred to the code.</summary>
    public void CodeReferred(Call call, Leg parker, TransferRequest request)
    {
        MeantCall meant = MeantCall.One(call.Number);
        ParkDecision decision = ParkRules.ParkAnywhere(
            meant,
            Allowed(parker.Extension),
            _lot.Slots
        );
        if (decision.Verdict != ParkVerdict.Park)
        {
            LogRefusal(parker, request.Target, decision);
            _board.Transfers.Refuse(call, parker, request, decision.Status);
            return;
        }

        string slot = ParkByTransfer(call, parker, request, decision);
        Source number = _board.SlotNumber(slot);
        if (parker.HeldSince is null)
        {
            Notice.SayAndHangUp(
                _board.Timers,
                parker,
                number,
                heard => CallBackUnless(heard, parker, slot)
            );
        }
        else
        {
            Notice.AwaitHangUp(
                _board.Timers,
                parker,
                _ => CallBackUnless(heard: false, parker, slot)
            );
        }
    }

    /// <summary>3.2 and 3.6: the call was transferred to a park extension.</summary>
    public void SlotReferred(Call call, Leg parker, TransferRequest request, string number)
    {
        int slot = _lot.Numbers.IndexOf(number);
        ParkDecision decision = ParkRules.ParkAt(
            MeantCall.One(call.Number),
            MayPark(parker, slot),
            _lot.Slots,
            slot
        );
        if (decision.Verdict != ParkVerdict.Park)
        {
            LogRefusal(parker, request.Target, decision);
            _board.Transfers.Refuse(call, parker, request, decision.Status);
            return;
        }

        ParkByTransfer(call, parker, request, decision);
        if (parker.HeldSince is null)
        {
            Notice.SayAndHangUp(_board.Timers, parker, _board.Phrases.Confirmation);
        }
        else
        {
            Notice.AwaitHangUp(_board.Timers, parker, over: null);
        }
    }

    /// <summary>The party hung up: its slot is free at once (section 7).</summary>
    public void PartyLeft(Call call) => _returns.Happened(call, ParkedEvent.PartyHungUp);

    /// <summary>Somebody answered the park return or the push-back.</summary>
    public void ReturnAnswered(Call call, Leg leg) =>
        _returns.Happened(
            call,
            ParkedEvent.RingAnswered,
            leg.Extension.Length > 0 ? leg.Extension : leg.Identity.Number
        );

    /// <summary>Nobody answered it.</summary>
    public void ReturnFailed(Call call) => _returns.Happened(call, ParkedEvent.RingFailed);

    /// <summary>The exchange stops: every parked call has its record before it is ended.</summary>
    public void Stop(Call call) => _returns.Happened(call, ParkedEvent.ExchangeStopping);

    /// <summary>New settings are in force: slots are laid out anew, and a parked call whose slot is gone returns at once.</summary>
    public void SettingsChanged()
    {
        _allowed.Clear();
        foreach (
            SlotMove move in _lot.Reload(
                _board.Settings.Extensions.OfType<ParkExtensionSettings>().Select(e => e.Number)
            )
        )
        {
            if (_board.FindCall(move.Call) is not { Stay: { } stay } call)
            {
                continue;
            }

            _passwords.TicketChanged(move.Before, move.After);
            stay.Ticket = move.After;
            if (!move.After.IsSet)
            {
                stay.SlotDeleted = true;
                _returns.Happened(call, ParkedEvent.SlotDeleted);
            }
        }
    }

    private string ParkHeld(Leg caller, in ParkDecision decision)
    {
        Call call = _board.FindCall(decision.Call)!;
        Leg parker = LegOf(call, caller);
        caller.Answer(prefer: null);
        string slot = Park(call, parker, decision.Ticket);

        // 3.1: at once, as telephones resume a held call by themselves when the new one ends.
        parker.Release();
        return slot;
    }

    private string ParkByTransfer(
        Call call,
        Leg parker,
        TransferRequest request,
        in ParkDecision decision
    )
    {
        request.Accept();
        string slot = Park(call, parker, decision.Ticket);
        request.Report(200, "OK");
        return slot;
    }

    private string Park(Call call, Leg parker, ParkTicket ticket)
    {
        string number = _lot.Numbers[ticket.Slot];
        ParkExtensionSettings? settings = Extension(number);
        TimeSpan timeout = settings?.RetrieveTimeout ?? TimeSpan.FromMinutes(15);
        call.MakePeer(parker);
        DateTimeOffset now = _board.Clock.GetUtcNow();
        call.Stay = new ParkStay
        {
            Ticket = ticket,
            Slot = number,
            Parker = parker.Extension,
            ParkerDevice = parker.Device,
            ParkedAt = now,
            Since = _board.Elapsed,
            ReturnsAt = now + timeout,
            Music = _board.Phrases.Music(settings?.HoldMusic),
        };
        CallLog.Parked(
            _board.Log,
            call.Number,
            call.Party.Identity.Number,
            number,
            parker.Extension
        );
        call.Take(CallInput.Parked);
        _returns.Await(call, timeout);
        return number;
    }

    private void CallBackUnless(bool heard, Leg parker, string slot)
    {
        if (_board.IsStopping)
        {
            return;
        }

        bool elsewhere = _board.Equipment.Legs.IsBusy(parker.Extension, parker.Device);
        if (ParkCode.Tell(ParkWay.Refer, heard, elsewhere) == NumberSpoken.ByCallingBack)
        {
            NumberCall.Place(_board, parker.Extension, parker.Device, slot);
        }
    }

    private MeantCall Meant(Leg caller, TimeSpan invitedAt, TimeSpan? window)
    {
        ExtensionCall[] calls =
        [
            .. _board
                .CallsOf(caller.Extension)
                .Select(c => new ExtensionCall(
                    c.Call.Number,
                    c.Leg.Device,
                    _board.Since(c.Leg.HeldSince)
                )),
        ];
        return HeldCalls.Choose(caller.Device, calls, invitedAt, window);
    }

    /// <summary>The parker's own leg in a call that he holds; his device's where he talks to his own extension.</summary>
    private Leg LegOf(Call call, Leg caller)
    {
        Leg party = call.Party;
        Leg? peer = call.Peer;
        if (peer is null || peer.Extension != caller.Extension)
        {
            return party;
        }

        return
            party.Extension == caller.Extension
            && caller.Device.Match(party.Device) == DeviceMatch.Same
            ? party
            : peer;
    }

    private SlotSet Allowed(string parker)
    {
        if (parker.Length == 0)
        {
            return default;
        }

        if (!_allowed.TryGetValue(parker, out SlotSet set))
        {
            set = _lot.Select(number =>
                Extension(number)?.ParkAccess.Any(p => p.Matches(parker)) == true
            );
            _allowed[parker] = set;
        }

        return set;
    }

    private bool MayPark(Leg parker, int slot) => Allowed(parker.Extension).Contains(slot);

    private bool MayRetrieve(Leg caller, string number) =>
        Extension(number) is { } slot && RetrieveList.Has(slot, caller);

    private ParkExtensionSettings? Extension(string number) =>
        _board.Settings.FindExtension(number) as ParkExtensionSettings;

    private void Refuse(Leg caller, string dialled, in ParkDecision decision)
    {
        LogRefusal(caller, dialled, decision);
        caller.Reject(Status(decision), "");
    }

    private void RefuseWithPrompt(Leg caller, string dialled, in ParkDecision decision)
    {
        LogRefusal(caller, dialled, decision);
        Notice.SayAndReject(
            _board.Timers,
            caller,
            _board.Phrases.Refusal(decision.Verdict),
            Status(decision),
            ""
        );
    }

    private static int Status(in ParkDecision decision) =>
        decision.Status == 0 ? 403 : decision.Status;

    private void LogRefusal(Leg caller, string dialled, in ParkDecision decision) =>
        CallLog.Refused(
            _board.Log,
            caller.Identity.Number,
            dialled,
            Status(decision),
            decision.Verdict.ToString()
        );
}
