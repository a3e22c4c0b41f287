using System.Text;
using QX200.Sip;
using QX200.Sip.Dialogs;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;
using QX200.Stations;
using QX200.Watchers;

namespace QX200.Calls;

/// <summary>
/// Where requests come in that belong to no dialog: finds out who calls and hands a call to the switchboard, a
/// registration to the registrar, and a telephone with lamps to the watchers.
/// </summary>
internal sealed class FrontDesk(
    Switchboard board,
    Registrar registrar,
    Callers callers,
    WatchDesk watchers
) : IUserAgentOwner
{
    private readonly FirstInvites _firstInvites = new();

    void IUserAgentOwner.InviteArrived(ServerTransaction invite)
    {
        if (board.IsStopping)
        {
            invite.Respond(503);
            return;
        }

        TimeSpan invitedAt = _firstInvites.Note(
            Encoding.UTF8.GetString(invite.Request.CallId),
            board.Elapsed
        );
        Caller caller = callers.Identify(invite);
        if (caller.Kind == CallerKind.Answered)
        {
            return;
        }

        if (caller.Outside is { } outside)
        {
            FromOutside(invite, outside);
            return;
        }

        if (caller is not { Extension: { } extension, Device: { } device })
        {
            invite.Respond(403);
            return;
        }

        SipLeg? leg = SipLeg.Take(
            board.Equipment,
            invite,
            new PartyIdentity(
                extension.Number,
                extension.Name,
                PrivacyHeader.HidesCaller(invite.Request)
            ),
            extension.Number,
            Devices.Of(device)
        );
        if (leg is null)
        {
            return;
        }

        if (invite.Request.Has(HeaderName.Replaces))
        {
            InPlaceOf(leg, invite.Request);
        }
        else if (SipUri.TryParse(invite.Request.RequestUri, out SipUri uri))
        {
            board.Called(leg, uri.UnescapedUser(), invitedAt);
        }
        else
        {
            leg.Reject(400, "Request-URI Cannot Be Read");
        }
    }

    void IUserAgentOwner.RequestArrived(ServerTransaction transaction)
    {
        switch (transaction.Method)
        {
            case SipMethod.Register:
                registrar.Register(transaction);
                break;
            case SipMethod.Refer:
                // RFC 5589 allows REFER outside a dialog; here a transfer belongs to the call that it is about.
                transaction.Respond(403, "Transfers Belong In Their Dialog");
                break;
            case SipMethod.Options:
                RequestScreen.AnswerOptions(transaction, board.Equipment.Agent);
                break;
            case SipMethod.Subscribe:
                Watch(transaction);
                break;
            default:
                RequestScreen.RefuseMethod(transaction);
                break;
        }
    }

    /// <summary>Lamps are for telephones of this box, and they have to prove it as for a call.</summary>
    private void Watch(ServerTransaction subscribe)
    {
        if (board.IsStopping)
        {
            subscribe.Respond(503);
            return;
        }

        if (!SubscribeTerms.IsFor(subscribe.Request, WatchDesk.Package))
        {
            RequestScreen.RefuseEvent(subscribe);
            return;
        }

        Caller caller = callers.Identify(subscribe);
        if (caller.Kind == CallerKind.Answered)
        {
            return;
        }

        if (caller.Extension is not { } extension)
        {
            subscribe.Respond(403);
            return;
        }

        board.Overview?.Refresh();
        watchers.Subscribe(subscribe, extension.Number);
    }

    private void FromOutside(ServerTransaction invite, OutsideCaller outside)
    {
        if (invite.Request.Has(HeaderName.Replaces))
        {
            // Taking the place of somebody in a call is for telephones of this box.
            invite.Respond(403);
        }
        else if (SipLeg.TakeFromOutside(board.Equipment, invite, outside) is { } leg)
        {
            board.CalledFromOutside(leg, outside);
        }
    }

    private void InPlaceOf(SipLeg leg, SipMessage invite)
    {
        ReplacedDialog? replaced = ReplacedDialog.Parse(invite[HeaderName.Replaces]);
        if (replaced is null)
        {
            leg.Reject(400, "Replaces Cannot Be Read");
            return;
        }

        board.TakeOvers.Asked(
            leg,
            new ReplacedCall(replaced.CallId, replaced.ToTag, replaced.FromTag),
            replaced.EarlyOnly
        );
    }
}
