using QX200.Sip.Messages;
using QX200.Sip.Transactions;

namespace QX200.Sip.Dialogs;

/// <summary>The REFERs of one session: those that wait for an answer and those that are reported on.</summary>
internal sealed class ReferDesk(InviteSession session, IInviteSessionUser user)
{
    private const int MostOpen = 8;

    private readonly List<ReferRequest> _open = [];
    private bool _hadOne;

    public int Active => _open.Count;

    public void Arrived(ServerTransaction transaction)
    {
        if (_open.Count == MostOpen)
        {
            RequestScreen.RefuseOverlap(transaction);
            return;
        }

        int status = ReferTarget.Read(transaction.Request, out ReferTarget? target);
        if (status != 0)
        {
            transaction.Respond(status);
            return;
        }

        // The first needs no id: it is the only one that has none (RFC 3515 2.4.6).
        var refer = new ReferRequest(session, this, transaction, target!, isFirst: !_hadOne);
        _hadOne = true;
        _open.Add(refer);
        user.Referred(session, refer);
    }

    public void Done(ReferRequest refer)
    {
        if (_open.Remove(refer))
        {
            session.Agent.LeaveIfDone(session);
        }
    }

    /// <summary>The session has ended; reports still go out.</summary>
    public void Close()
    {
        foreach (ReferRequest refer in _open.ToArray())
        {
            refer.SessionEnded();
        }
    }
}
