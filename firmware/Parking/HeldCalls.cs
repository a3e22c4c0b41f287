namespace QX200.Parking;

/// <summary>
/// One established call of an extension, other than the new one. Instants are times since the exchange started.
/// </summary>
/// <param name="Call">The call's number.</param>
/// <param name="Device">The device that has it.</param>
/// <param name="HeldAt">
/// When it went from active to held; a refresh of the hold changes nothing. Null while it is active.
/// </param>
internal readonly record struct ExtensionCall(uint Call, DeviceIdentity Device, TimeSpan? HeldAt);

internal enum MeantKind : byte
{
    None,
    One,

    /// <summary>Several could be meant, and nothing says which.</summary>
    Several,
}

/// <summary>Which call somebody means who parks.</summary>
/// <param name="HeldAt">When it was put on hold; of several, the earliest.</param>
internal readonly record struct MeantCall(MeantKind Kind, uint Call, TimeSpan HeldAt)
{
    public static MeantCall None => default;

    /// <summary>A call that is named without doubt: by in-call digits, or by the dialog of a REFER.</summary>
    public static MeantCall One(uint call, TimeSpan heldAt = default) =>
        new(MeantKind.One, call, heldAt);
}

/// <summary>Rule 3.1: which call is meant by a new call to a park extension or a park code.</summary>
internal static class HeldCalls
{
    /// <param name="caller">The device that makes the new call.</param>
    /// <param name="calls">All established calls of its extension.</param>
    /// <param name="invitedAt">The first INVITE of the new call, before its 401.</param>
    /// <param name="window">How long after the hold a call is still meant; null: however long (2.1b, 3.6).</param>
    public static MeantCall Choose(
        in DeviceIdentity caller,
        ReadOnlySpan<ExtensionCall> calls,
        TimeSpan invitedAt,
        TimeSpan? window
    )
    {
        MeantCall lastHeld = default;
        MeantCall active = default;
        MeantCall undecided = default;
        bool deviceHasCalls = false;
        foreach (ref readonly ExtensionCall call in calls)
        {
            DeviceMatch match = caller.Match(call.Device);
            deviceHasCalls |= match == DeviceMatch.Same;
            if (call.HeldAt is not { } heldAt)
            {
                active = match == DeviceMatch.Same ? And(active, call.Call, invitedAt) : active;
            }
            else if (window is null || invitedAt - heldAt <= window)
            {
                if (match == DeviceMatch.Same && IsLater(heldAt, lastHeld))
                {
                    lastHeld = MeantCall.One(call.Call, heldAt);
                }
                else if (match == DeviceMatch.Unknown)
                {
                    undecided = And(undecided, call.Call, heldAt);
                }
            }
        }

        // A telephone has to leave its active call in order to make a new one. So where no hold of it was seen
        // (yet), the new INVITE is the hold, and the latest one.
        MeantCall ofDevice = active.Kind == MeantKind.One ? active : lastHeld;
        return NotAfter(invitedAt, deviceHasCalls ? ofDevice : undecided);
    }

    private static bool IsLater(TimeSpan heldAt, in MeantCall than) =>
        than.Kind == MeantKind.None || heldAt > than.HeldAt;

    /// <summary>A hold that the INVITE overtook counts as simultaneous.</summary>
    private static MeantCall NotAfter(TimeSpan invitedAt, in MeantCall meant) =>
        meant.HeldAt > invitedAt ? meant with { HeldAt = invitedAt } : meant;

    private static MeantCall And(in MeantCall others, uint call, TimeSpan heldAt)
    {
        if (others.Kind == MeantKind.None)
        {
            return MeantCall.One(call, heldAt);
        }

        TimeSpan earliest = heldAt < others.HeldAt ? heldAt : others.HeldAt;
        return new MeantCall(MeantKind.Several, 0, earliest);
    }
}
