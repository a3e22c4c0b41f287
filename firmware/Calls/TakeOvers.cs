using QX200.Parking;

namespace QX200.Calls;

/// <summary>
/// A telephone calls and names a dialog whose place it takes (INVITE with Replaces, RFC 3891): a key at which somebody
/// waits or a colleague's telephone rings, or a call that moves to another telephone of the same extension. Telephones
/// learn the names of dialogs from the lamps that they watch, so a name alone gives nobody the right to break into a
/// talk.
/// </summary>
internal sealed class TakeOvers(Switchboard board)
{
    /// <param name="caller">An extension of this box, not answered yet.</param>
    /// <param name="earlyOnly">It wants a telephone that rings, and nothing else.</param>
    public void Asked(Leg caller, in ReplacedCall named, bool earlyOnly)
    {
        if (FindWaiting(named) is { } waiting)
        {
            board.ParkDesk.Named(caller, waiting);
            return;
        }

        Leg? old = board.FindLeg(named);
        switch (old?.Owner)
        {
            case Call { State: CallState.Talking or CallState.TransferFailed } when earlyOnly:
                caller.Reject(486, "");
                break;
            case Call { State: CallState.Talking or CallState.TransferFailed } call
                when caller.Extension == old.Extension:
                caller.Show(call.Other(old)!.Identity);
                caller.Answer(call.Other(old)!.Codec);
                call.Replace(old, caller);
                old.Release();
                break;
            case Call { Stay: not null } call:
                board.ParkDesk.Named(caller, call);
                break;
            case RingGroup { Owner: Call ringing } when !old.Inbound:
                PickUp(caller, ringing);
                break;
            case Call { State: CallState.Talking or CallState.TransferFailed }:
                Refuse(caller, 403);
                break;
            default:
                Refuse(caller, 481);
                break;
        }
    }

    /// <summary>A telephone rings and another one answers. What rings for who waits is subject to the slot's list (CALL-PARK 5.3).</summary>
    private void PickUp(Leg caller, Call ringing)
    {
        if (ringing.Stay is { } stay && !board.ParkDesk.MayTake(caller, stay.Slot))
        {
            board.ParkDesk.Named(caller, ringing);
        }
        else
        {
            ringing.AnsweredBy(caller);
        }
    }

    /// <summary>Who was at the key a moment too late hears so (CALL-PARK 4.6).</summary>
    private void Refuse(Leg caller, int status)
    {
        if (!board.ParkDesk.IsTooLate(caller))
        {
            CallLog.Refused(
                board.Log,
                caller.Identity.Number,
                caller.Dialled,
                status,
                "no dialog whose place it may take"
            );
            caller.Reject(status, "");
        }
    }

    private Call? FindWaiting(ReplacedCall named) =>
        board.Calls.FirstOrDefault(c => c.Stay is { } stay && stay.Name.IsMeantBy(named));
}
