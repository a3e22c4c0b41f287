using QX200.Parking;

namespace QX200.Calls;

/// <summary>
/// Who answers for a leg: a call, a group of telephones that are rung, or a notice. Everything that a telephone of
/// whatever kind may do reaches Calls through these, in the past tense and on the signal thread.
/// </summary>
internal interface ILegOwner
{
    /// <summary>The telephone that we call rings.</summary>
    void Ringing(Leg leg);

    /// <summary>The telephone that we call is not answered yet and already sends sound.</summary>
    void EarlySoundStarted(Leg leg);

    /// <summary>The telephone that we call is answered.</summary>
    void Answered(Leg leg);

    /// <summary>The telephone that we call refused, is busy or cannot be reached. The leg is released already.</summary>
    void Failed(Leg leg, in LegFailure failure);

    /// <summary>The telephone has put us on hold or taken us off.</summary>
    void HoldChanged(Leg leg);

    /// <summary>A key was pressed.</summary>
    void KeyPressed(Leg leg, char digit, int milliseconds, DigitWay way);

    /// <summary>The telephone asks that the other side be connected elsewhere; the request waits for its answer.</summary>
    void TransferAsked(Leg leg, TransferRequest request);

    /// <summary>What the leg was to hear once has been played to its end.</summary>
    void Said(Leg leg);

    /// <summary>The telephone hung up, cancelled or died. The leg is released already.</summary>
    void Left(Leg leg);
}

/// <summary>Why a telephone that we called did not take the call.</summary>
/// <param name="Status">In the words of RFC 3261 section 21, whatever the kind of telephone: 486 is busy.</param>
/// <param name="ForwardTo">Numbers at this exchange to which a forwarding telephone (302) sends the caller.</param>
internal readonly record struct LegFailure(
    int Status,
    string Reason,
    IReadOnlyList<string> ForwardTo
);

/// <summary>How a telephone is to ring or to be addressed, beyond an ordinary call.</summary>
internal enum RingStyle : byte
{
    Ordinary,

    /// <summary>A parked call comes back: a ring of its own (CALL-PARK 5.1).</summary>
    ParkReturn,

    /// <summary>A failed transfer comes back to who transferred (CALL-PARK 3.5).</summary>
    Recall,

    /// <summary>The telephone should answer by itself to speak a number (CALL-PARK 2.1 c).</summary>
    AutoAnswer,
}
