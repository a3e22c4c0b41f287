using QX200.Sip.Dialogs;

namespace QX200.Calls;

/// <summary>A REFER (RFC 3515).</summary>
internal sealed class SipTransferRequest(ReferRequest refer) : TransferRequest
{
    public override string Target => refer.Target.User;

    public override bool IsAttended => refer.Target.Replaces is not null;

    /// <summary>Refer-To names tags as the other end of that dialog sees them: its to-tag is the exchange's own.</summary>
    public override Leg? FindSecond(Switchboard board) =>
        refer.Target.Replaces is { } dialog
            ? board.FindLeg(new ReplacedCall(dialog.CallId, dialog.ToTag, dialog.FromTag))
            : null;

    public override void Accept() => refer.Accept();

    public override void Refuse(int status) => refer.Refuse(status);

    public override void Report(int status, string reason) => refer.Report(status, reason);
}
