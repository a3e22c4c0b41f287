using QX200.Parking;

namespace QX200.Calls;

/// <summary>A transfer that has been asked for: who asked, and what he is to be told.</summary>
internal sealed class OpenTransfer(Leg transferor, TransferRequest? request)
{
    private TransferRequest? _open = request;

    /// <summary>The extension whose telephone is rung when the transfer fails and he has hung up.</summary>
    public string Extension { get; } = transferor.Extension;

    public DeviceIdentity Device { get; } = transferor.Device;

    /// <summary>Tells the transferor the outcome, once.</summary>
    public void Report(int status, string reason)
    {
        _open?.Report(status, reason);
        _open = null;
    }
}

/// <summary>
/// Transfers, blind and attended (CALL-PARK 3.2, 3.5). What cannot be is refused in the answer itself, since
/// telephones hang up when a transfer is accepted; and nobody who waits is lost by it.
/// </summary>
internal sealed class Transfers(Switchboard board)
{
    private static readonly TimeSpan TargetRing = TimeSpan.FromSeconds(60);

    public void Asked(Call call, Leg leg, TransferRequest request)
    {
        if (leg.Extension.Length == 0)
        {
            request.Refuse(403);
        }
        else if (call.State is not (CallState.Talking or CallState.TransferFailed))
        {
            request.Refuse(call.Transfer is null ? 480 : 491);
        }
        else if (request.IsAttended)
        {
            Attended(call, leg, request);
        }
        else
        {
            Blind(call, leg, request);
        }
    }

    /// <summary>The transfer failed and the transferor is gone: his telephone rings, and who waits hears music.</summary>
    public void Recall(Call call)
    {
        OpenTransfer transfer = call.Transfer!;
        var group = new RingGroup(board.Timers, call);
        PartyIdentity shown = call.Party.Identity.Behind("Recall: ", transfer.Extension);
        board.Ringer.AddDevice(
            group,
            transfer.Extension,
            transfer.Device,
            shown,
            call.Party,
            RingStyle.Recall,
            call.Party.Speaks
        );
        call.Ring(group, board.Settings.System.Park.ReturnRing);
    }

    private void Blind(Call call, Leg leg, TransferRequest request)
    {
        Dialled target = DialPlan.Resolve(board.Settings, request.Target, leg.Extension);
        switch (target.Kind)
        {
            case DialledKind.ParkCode:
                board.ParkDesk.CodeReferred(call, leg, request);
                break;
            case DialledKind.Slot or DialledKind.ParkCodeWithSlot:
                board.ParkDesk.SlotReferred(call, leg, request, target.Number);
                break;
            case DialledKind.User or DialledKind.Outside:
                ToTelephones(call, leg, request, target);
                break;
            default:
                Refuse(call, leg, request, 404);
                break;
        }
    }

    private void ToTelephones(Call call, Leg leg, TransferRequest request, in Dialled target)
    {
        var group = new RingGroup(board.Timers, call);
        Leg party = call.Other(leg)!;
        bool rings =
            target.Kind == DialledKind.Outside
                ? board.Ringer.AddOutside(group, target, party.Identity, party.Speaks)
                : board.Ringer.AddExtension(
                    group,
                    target.Number,
                    party.Identity,
                    party,
                    RingStyle.Ordinary,
                    party.Speaks
                );
        if (!rings)
        {
            Refuse(call, leg, request, 480);
            return;
        }

        request.Accept();
        call.MakePeer(leg);
        call.Transfer = new OpenTransfer(leg, request);
        call.Take(CallInput.TransferStarted);
        call.Ring(group, TargetRing);
    }

    /// <summary>Refuses a transfer. The transferor may hang up all the same, and is called back then.</summary>
    public void Refuse(Call call, Leg leg, TransferRequest request, int status)
    {
        request.Refuse(status);
        call.MakePeer(leg);
        call.Transfer = new OpenTransfer(leg, request: null);
        call.Take(CallInput.TransferRefused);
    }

    private void Attended(Call call, Leg leg, TransferRequest request)
    {
        Leg? second = request.FindSecond(board);
        if (second is null || ReferenceEquals(second, leg))
        {
            Refuse(call, leg, request, 481);
        }
        else if (second.Extension != leg.Extension)
        {
            Refuse(call, leg, request, 403);
        }
        else if (Notice.Holds(second))
        {
            request.Accept();
            request.Report(200, "OK");
        }
        else if (
            second.Owner is Call { State: CallState.Talking or CallState.TransferFailed } talk
            && talk != call
        )
        {
            request.Accept();
            request.Report(200, "OK");
            Leg target = talk.Other(second)!;
            talk.Dissolve();
            call.Replace(leg, target);
            leg.Release();
            second.Release();
        }
        else if (
            second.Owner is Call { State: CallState.Dialling } ringing
            && ringing.Party == second
        )
        {
            request.Accept();
            Leg party = call.Other(leg)!;
            call.Dissolve();
            ringing.HandTo(party, new OpenTransfer(leg, request));
            leg.Release();
            second.Release();
        }
        else
        {
            Refuse(call, leg, request, 481);
        }
    }
}
