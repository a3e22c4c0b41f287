using System.Globalization;
using System.Text;
using QX200.Runtime;
using QX200.Sip.Messages;
using QX200.Sip.Transactions;

namespace QX200.Sip.Dialogs;

/// <summary>
/// A REFER of the peer in the session's dialog, and the subscription that tells it what became of it (RFC 3515 2.4).
/// The subscription outlives the session, as most telephones hang up on the 202. Signal thread.
/// </summary>
internal sealed class ReferRequest : IDialogRequestUser, IServerTransactionUser
{
    /// <summary>A call that nobody reports on for so long is given up.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly InviteSession _session;
    private readonly ReferDesk _desk;
    private readonly ServerTransaction _transaction;
    private readonly string _event;
    private Stage _stage;
    private bool _notifying;
    private (int Status, string? Reason)? _next;
    private TimerId _expiry;

    internal ReferRequest(
        InviteSession session,
        ReferDesk desk,
        ServerTransaction transaction,
        ReferTarget target,
        bool isFirst
    )
    {
        _session = session;
        _desk = desk;
        _transaction = transaction;
        transaction.User = this;
        Target = target;
        SipMessage request = transaction.Request;
        ReferredBy = NameAddress.TryParse(request[HeaderName.ReferredBy], out NameAddress by)
            ? Encoding.UTF8.GetString(by.Uri)
            : null;
        WantsReports = !Ascii.EqualsIgnoreCase(request[HeaderName.ReferSub], "false"u8);
        _event = isFirst ? "refer" : $"refer;id={request.CSeqNumber}";
    }

    private enum Stage : byte
    {
        Asked,
        Accepted,

        /// <summary>The last report has gone, or nobody wants one.</summary>
        Ended,
    }

    public ReferTarget Target { get; }

    /// <summary>URI of Referred-By (RFC 3892); null where there is none.</summary>
    public string? ReferredBy { get; }

    /// <summary>False after Refer-Sub: false (RFC 4488): reports are not sent.</summary>
    public bool WantsReports { get; }

    /// <summary>202, and the first NOTIFY.</summary>
    public void Accept()
    {
        if (_stage != Stage.Asked)
        {
            return;
        }

        _stage = WantsReports ? Stage.Accepted : Stage.Ended;
        SipWriter response = _transaction.Begin(202);
        _session.Agent.WriteContact(ref response, _session.Dialog, _transaction.Source);
        if (!WantsReports)
        {
            response.Header(HeaderName.ReferSub, "false"u8);
        }

        response.End();
        _transaction.Send(ref response);
        if (WantsReports)
        {
            _expiry = _session.Agent.Timers.Schedule(
                Lifetime,
                static state => ((ReferRequest)state!).Expired(),
                this
            );
            Notify(100, reason: null);
        }
        else
        {
            _desk.Done(this);
        }
    }

    /// <param name="status">300 to 699.</param>
    public void Refuse(int status, string? reason = null)
    {
        if (_stage != Stage.Asked)
        {
            return;
        }

        _stage = Stage.Ended;
        _transaction.Respond(status, reason);
        _desk.Done(this);
    }

    /// <summary>
    /// NOTIFY with that status line; one of 200 or more is the last. Also after the session has ended. While a NOTIFY
    /// is on its way the latest report waits.
    /// </summary>
    public void Report(int status, string? reason = null)
    {
        if (_stage != Stage.Accepted || _next is { Status: >= 200 })
        {
            return;
        }

        if (_notifying)
        {
            _next = (status, reason);
        }
        else
        {
            Notify(status, reason);
        }
    }

    /// <summary>The session ended before the REFER was answered (RFC 3261 15.1.2).</summary>
    internal void SessionEnded() => Refuse(487);

    void IDialogRequestUser.Concluded(DialogRequest request, int status, SipMessage? response)
    {
        _notifying = false;
        if (_stage == Stage.Ended || status >= 300)
        {
            // A peer that wants no more reports says 481; a report that fails changes nothing for the call.
            End();
        }
        else if (_next is { } next)
        {
            _next = null;
            Notify(next.Status, next.Reason);
        }
    }

    void IServerTransactionUser.Cancelled(ServerTransaction transaction) { }

    void IServerTransactionUser.Ended(ServerTransaction transaction, ServerEnd reason)
    {
        if (_stage == Stage.Asked)
        {
            End();
        }
    }

    private void Notify(int status, string? reason)
    {
        bool last = status >= 200;
        _stage = last ? Stage.Ended : Stage.Accepted;
        _notifying = true;
        string state = last
            ? "terminated;reason=noresource"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"active;expires={(int)Lifetime.TotalSeconds}"
            );
        Send(state, $"SIP/2.0 {status} {reason ?? ReasonPhrases.Of(status)}\r\n");
    }

    private void Expired()
    {
        _expiry = default;
        if (_stage == Stage.Accepted)
        {
            _stage = Stage.Ended;
            _notifying = true;
            Send("terminated;reason=timeout", "SIP/2.0 408 Request Timeout\r\n");
        }
    }

    private void Send(string state, string fragment)
    {
        var headers = new SipHeaders { { "Event", _event }, { "Subscription-State", state } };
        byte[] body = Encoding.UTF8.GetBytes(SipHeaders.OneLine(fragment[..^2]) + "\r\n");
        new DialogRequest(_session, _session.Dialog, SipMethod.Notify, this)
        {
            Content = new Content(headers, body, "message/sipfrag;version=2.0"),
        }.Send();
    }

    private void End()
    {
        _stage = Stage.Ended;
        _session.Agent.Timers.Cancel(ref _expiry);
        _desk.Done(this);
    }
}
