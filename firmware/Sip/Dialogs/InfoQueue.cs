using QX200.Sip.Messages;

namespace QX200.Sip.Dialogs;

/// <summary>INFO requests of ours, one on its way at a time: UDP keeps no order, and digits must keep theirs.</summary>
internal sealed class InfoQueue(InviteSession session) : IDialogRequestUser
{
    private const int MostWaiting = 64;

    private readonly Queue<Content> _waiting = new();
    private bool _busy;

    public void Send(string contentType, byte[] body)
    {
        if (_waiting.Count < MostWaiting)
        {
            _waiting.Enqueue(new Content(Headers: null, body, contentType));
            Continue();
        }
    }

    public void Close() => _waiting.Clear();

    void IDialogRequestUser.Concluded(DialogRequest request, int status, SipMessage? response)
    {
        _busy = false;
        if (status == 481)
        {
            session.DialogLost();
        }
        else
        {
            Continue();
        }
    }

    private void Continue()
    {
        if (_busy || !_waiting.TryDequeue(out Content content))
        {
            return;
        }

        _busy = true;
        new DialogRequest(session, session.Dialog, SipMethod.Info, this)
        {
            Content = content,
        }.Send();
    }
}
