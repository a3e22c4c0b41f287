using QX200.Sip.Messages;

namespace QX200.Sip.Dialogs;

/// <summary>
/// UPDATE without an offer, to show the peer's display somebody else (RFC 3311). A peer that refuses it, because
/// another request is open or because it does not know what it has allowed, gets a re-INVITE.
/// </summary>
internal sealed class IdentityUpdate(InviteSession session, SipHeaders headers) : IDialogRequestUser
{
    public void Send() =>
        new DialogRequest(session, session.Dialog, SipMethod.Update, this)
        {
            Content = new Content(headers),
        }.Send();

    void IDialogRequestUser.Concluded(DialogRequest request, int status, SipMessage? response)
    {
        if (status == 481)
        {
            session.DialogLost();
        }
        else if (status >= 300 && response is not null)
        {
            session.IdentityRefused(this, headers);
        }
    }
}
