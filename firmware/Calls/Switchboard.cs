using Microsoft.Extensions.Logging;
using QX200.Media;
using QX200.Parking;
using QX200.Runtime;
using QX200.Settings;
using QX200.Sip.Dialogs;
using QX200.Sip.Transactions;
using QX200.Stations;

namespace QX200.Calls;

/// <summary>
/// The front door of Calls: all calls of the exchange, and where an incoming request or a key press finds its call.
/// Signal thread only.
/// </summary>
internal sealed class Switchboard
{
    private readonly Dictionary<uint, Call> _calls = [];
    private readonly long _began;
    private uint _lastNumber;

    public Switchboard(
        Equipment equipment,
        Registrar registrar,
        Accounts accounts,
        Ledger ledger,
        Phrases phrases,
        BoxSettings settings
    )
    {
        Equipment = equipment;
        Registrar = registrar;
        Accounts = accounts;
        Ledger = ledger;
        Phrases = phrases;
        Settings = settings;
        Lot = new ParkLot(ParkNumbers(settings));
        ParkDesk = new ParkDesk(this, Lot);
        Transfers = new Transfers(this);
        Ringer = new Ringer(this);
        Keypad = new Keypad(this);
        TakeOvers = new TakeOvers(this);
        _began = Clock.GetTimestamp();
        equipment.Legs.Changed = Changed;
    }

    public Equipment Equipment { get; }

    public Registrar Registrar { get; }

    public Accounts Accounts { get; }

    public Ledger Ledger { get; }

    public Phrases Phrases { get; }

    public BoxSettings Settings { get; private set; }

    public ParkLot Lot { get; }

    public ParkDesk ParkDesk { get; }

    public Transfers Transfers { get; }

    public Ringer Ringer { get; }

    public Keypad Keypad { get; }

    public TakeOvers TakeOvers { get; }

    /// <summary>The telephones at the box's own lines; null where it has none. Set before calls come.</summary>
    public AnalogPhones? Phones { get; set; }

    public Timers Timers => Equipment.Loop.Timers;

    public TimeProvider Clock => Equipment.Loop.Clock;

    public ILogger Log => Equipment.Log;

    public IReadOnlyCollection<Call> Calls => _calls.Values;

    /// <summary>Time since the exchange started: what Parking counts in.</summary>
    public TimeSpan Elapsed => Clock.GetElapsedTime(_began);

    /// <summary>What a hold without a park extension sounds like.</summary>
    public Source HoldMusic => Phrases.Music(null);

    /// <summary>
    /// What a parker is told: the park extension's number, and its SIP user name if its account is registered at this
    /// moment (CALL-PARK 2.3).
    /// </summary>
    public Source SlotNumber(string slot) => Phrases.Number(slot, Accounts.RegisteredUserOf(slot));

    /// <summary>A timestamp of the clock as time since the exchange started.</summary>
    public TimeSpan? Since(long? timestamp) =>
        timestamp is { } t ? Clock.GetElapsedTime(_began, t) : null;

    public Call? FindCall(uint number) => _calls.GetValueOrDefault(number);

    /// <summary>
    /// The leg that a dialog name means; null where none is left, or where a Call-ID alone could mean several. A leg
    /// that was let go has its dialog until the telephone has confirmed that.
    /// </summary>
    public Leg? FindLeg(in ReplacedCall named)
    {
        object? exact = Equipment
            .Agent.FindByCallIdAndTags(named.CallId, named.LocalTag, named.RemoteTag)
            ?.Tag;
        if (exact is Leg { IsReleased: false } leg)
        {
            return leg;
        }

        Leg? found = null;
        foreach (Leg any in Equipment.Legs.Now)
        {
            if (any.Name.IsMeantBy(named))
            {
                if (found is not null)
                {
                    return null;
                }

                found = any;
            }
        }

        return found;
    }

    /// <summary>The calls in which an extension is up, each with the extension's own leg.</summary>
    public IEnumerable<(Call Call, Leg Leg)> CallsOf(string extension)
    {
        if (extension.Length == 0)
        {
            yield break;
        }

        foreach (Call call in _calls.Values)
        {
            if (call.State is not (CallState.Talking or CallState.TransferFailed))
            {
                continue;
            }

            if (call.Party.Extension == extension)
            {
                yield return (call, call.Party);
            }

            if (call.Peer is { } peer && peer.Extension == extension)
            {
                yield return (call, peer);
            }
        }
    }

    /// <summary>A new call, with the leg that made it.</summary>
    public Call Open(Leg party, string dialled)
    {
        var call = new Call(this, ++_lastNumber, party, dialled);
        _calls.Add(call.Number, call);
        CallLog.Started(Log, call.Number, party.Identity.Number, dialled);
        Changed();
        return call;
    }

    /// <summary>A call is over.</summary>
    public void Ended(Call call, CallInput last)
    {
        if (_calls.Remove(call.Number))
        {
            CallLog.Over(Log, call.Number, Ledger.Ended(call, last));
            Changed();
        }
    }

    /// <summary>Told of every change that is shown somewhere; set before calls come.</summary>
    public Overview? Overview { get; set; }

    /// <summary>How many calls wait on park extensions.</summary>
    public int ParkedCount => _calls.Values.Count(c => c.Stay is not null);

    /// <summary>Something has changed that is shown somewhere.</summary>
    public void Changed() => Overview?.Changed();

    /// <summary>New settings take effect; calls go on.</summary>
    public void Use(BoxSettings settings)
    {
        bool isNewCode = settings.System.Features.CallPark != Settings.System.Features.CallPark;
        Settings = settings;
        Phones?.Use(settings);
        ParkDesk.SettingsChanged();
        if (isNewCode)
        {
            Keypad.CodeChanged();
        }

        Changed();
    }

    /// <summary>The exchange stops: nobody calls and nobody is called any more.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>The exchange stops: every call is ended, parked ones with their record.</summary>
    public void Stop()
    {
        IsStopping = true;
        foreach (Call call in _calls.Values.ToArray())
        {
            ParkDesk.Stop(call);
            call.Take(CallInput.Dismissed);
        }

        foreach (Leg leg in Equipment.Legs.All)
        {
            leg.Release();
        }
    }

    /// <summary>A telephone has called and has proved who it is.</summary>
    /// <param name="invitedAt">When its INVITE first came, before any challenge.</param>
    public void Called(Leg caller, string digits, TimeSpan invitedAt)
    {
        Dialled dialled = DialPlan.Resolve(Settings, digits, caller.Extension);
        switch (dialled.Kind)
        {
            case DialledKind.User:
                CallExtension(caller, dialled.Number);
                break;
            case DialledKind.Outside:
                CallOutside(caller, dialled);
                break;
            case DialledKind.Slot:
                ParkDesk.SlotDialled(caller, dialled.Number, invitedAt);
                break;
            case DialledKind.ParkCode:
                ParkDesk.CodeDialled(caller, invitedAt);
                break;
            case DialledKind.ParkCodeWithSlot:
                ParkDesk.CodeWithSlotDialled(caller, dialled.Number, invitedAt);
                break;
            default:
                CallLog.Refused(Log, caller.Identity.Number, digits, 404, "no such number");
                caller.Reject(404, "");
                break;
        }
    }

    /// <summary>Somebody calls over an account or a trunk: that leads to an extension and nowhere else.</summary>
    public void CalledFromOutside(Leg caller, OutsideCaller outside)
    {
        Dialled dialled = DialPlan.FromOutside(Settings, outside);
        switch (dialled.Kind)
        {
            case DialledKind.User:
                CallExtension(caller, dialled.Number);
                break;
            case DialledKind.Slot:
                ParkDesk.SlotDialled(caller, dialled.Number, Elapsed);
                break;
            default:
                CallLog.Refused(
                    Log,
                    caller.Identity.Number,
                    $"{outside.DialledUser} at {outside.Account.Terms.Name}",
                    404,
                    "no such number"
                );
                caller.Reject(404, "");
                break;
        }
    }

    private void CallExtension(Leg caller, string number)
    {
        Call call = Open(caller, number);
        var group = new RingGroup(Timers, call);
        Ringer.AddExtension(
            group,
            number,
            caller.Identity,
            caller,
            RingStyle.Ordinary,
            caller.Speaks
        );
        call.Ring(group, RingTime);
    }

    private void CallOutside(Leg caller, in Dialled dialled)
    {
        Call call = Open(caller, dialled.Number);
        var group = new RingGroup(Timers, call);
        Ringer.AddOutside(group, dialled, caller.Identity, caller.Speaks);
        call.Ring(group, RingTime);
    }

    /// <summary>How long an extension is rung before the caller is told that nobody answers.</summary>
    private static readonly TimeSpan RingTime = TimeSpan.FromMinutes(3);

    private static IEnumerable<string> ParkNumbers(BoxSettings settings) =>
        settings.Extensions.OfType<ParkExtensionSettings>().Select(e => e.Number);
}
