namespace QX200.Parking;

/// <summary>What a dialled string that starts with the Call Park code asks for.</summary>
internal enum ParkCodeKind : byte
{
    /// <summary>It is not the park code.</summary>
    None,

    /// <summary>Park in a slot that the system picks (2.1).</summary>
    AnySlot,

    /// <summary>Park in the slot named (3.6).</summary>
    OneSlot,

    /// <summary>The code, followed by digits that are no park extension: to be answered 404.</summary>
    NoSuchSlot,
}

/// <summary>The way in which the parker gave the code (2.1).</summary>
internal enum ParkWay : byte
{
    /// <summary>As digits within the call.</summary>
    Digits,

    /// <summary>As a new call, with the other one on hold.</summary>
    NewCall,

    /// <summary>As the target of a blind transfer.</summary>
    Refer,
}

/// <summary>Where the parker hears the number of the slot (2.1c, 2.3).</summary>
internal enum NumberSpoken : byte
{
    /// <summary>On the leg from which the call was parked.</summary>
    OnHisLeg,

    /// <summary>On the new call, which is answered for it.</summary>
    OnNewCall,

    /// <summary>On a call to his device, which answers by itself; given up after 15 s.</summary>
    ByCallingBack,

    /// <summary>Nowhere: he cannot or need not be told. The call stays parked.</summary>
    Nowhere,
}

/// <summary>The Call Park code itself: reading it, and how its success is told.</summary>
internal static class ParkCode
{
    /// <summary>Reads a dialled number or the user part of a REFER target (2.1b, 2.1c, 3.6).</summary>
    /// <param name="code">The code as set, for example <c>*5</c>.</param>
    /// <param name="slot">The slot named; -1 where none is.</param>
    public static ParkCodeKind Read(
        ReadOnlySpan<char> dialled,
        string code,
        SlotNumbers numbers,
        out int slot
    )
    {
        slot = -1;
        if (code.Length == 0 || !dialled.StartsWith(code))
        {
            return ParkCodeKind.None;
        }

        if (dialled.Length == code.Length)
        {
            return ParkCodeKind.AnySlot;
        }

        slot = numbers.IndexOf(dialled[code.Length..].ToString());
        return slot >= 0 ? ParkCodeKind.OneSlot : ParkCodeKind.NoSuchSlot;
    }

    /// <summary>
    /// Where the number is spoken. Asked when it is about to be, and again when the parker's leg is held or ends
    /// before the end of it.
    /// </summary>
    /// <param name="listening">His leg (for a new call: that one) is up and not held.</param>
    /// <param name="inAnotherCall">His device has another call.</param>
    public static NumberSpoken Tell(ParkWay way, bool listening, bool inAnotherCall)
    {
        if (listening)
        {
            return way == ParkWay.NewCall ? NumberSpoken.OnNewCall : NumberSpoken.OnHisLeg;
        }

        // Only a transfer makes telephones hang up by themselves; in the other ways he has hung up himself (2.3).
        return way == ParkWay.Refer && !inAnotherCall
            ? NumberSpoken.ByCallingBack
            : NumberSpoken.Nowhere;
    }
}
