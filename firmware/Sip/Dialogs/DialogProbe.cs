using QX200.Sip.Messages;

namespace QX200.Sip.Dialogs;

/// <summary>OPTIONS in the dialog, to find out whether the peer still knows it; one at a time.</summary>
internal sealed class DialogProbe(InviteSession session) : IDialogRequestUser
{
    private bool _busy;

    /// <summary>The peer has answered one: its silence says something from then on.</summary>
    private bool _wasAnswered;

    public void Send()
    {
        if (!_busy)
        {
            _busy = true;
            new DialogRequest(session, session.Dialog, SipMethod.Options, this).Send();
        }
    }

    void IDialogRequestUser.Concluded(DialogRequest request, int status, SipMessage? response)
    {
        _busy = false;
        bool isGone = status == 481 || (response is null && _wasAnswered);
        _wasAnswered |= response is not null;
        if (isGone)
        {
            session.DialogLost();
        }
    }
}
