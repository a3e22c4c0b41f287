using QX200.Parking;

namespace QX200.Calls;

/// <summary>Owns a leg for the moment between its INVITE and the decision what becomes of it. Nothing can happen to it then.</summary>
internal sealed class NoOwner : ILegOwner
{
    private NoOwner() { }

    public static NoOwner Instance { get; } = new();

    public void Ringing(Leg leg) { }

    public void EarlySoundStarted(Leg leg) { }

    public void Answered(Leg leg) { }

    public void Failed(Leg leg, in LegFailure failure) { }

    public void HoldChanged(Leg leg) { }

    public void KeyPressed(Leg leg, char digit, int milliseconds, DigitWay way) { }

    public void TransferAsked(Leg leg, TransferRequest request) => request.Refuse(480);

    public void Said(Leg leg) { }

    public void Left(Leg leg) { }
}
