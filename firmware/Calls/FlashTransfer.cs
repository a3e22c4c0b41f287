namespace QX200.Calls;

/// <summary>A transfer by flash and hanging up.</summary>
/// <param name="target">What was dialled after the flash, where nobody has been called yet; may be empty.</param>
/// <param name="second">The leg that the telephone had with somebody else; null where <paramref name="target"/> counts.</param>
internal sealed class FlashTransfer(string target, Leg? second) : TransferRequest
{
    public override string Target => target;

    public override bool IsAttended => second is not null;

    public override Leg? FindSecond(Switchboard board) =>
        second is { IsReleased: false } ? second : null;

    /// <summary>Who has hung up hears nothing of the outcome.</summary>
    public override void Accept() { }

    public override void Refuse(int status) { }

    public override void Report(int status, string reason) { }
}
