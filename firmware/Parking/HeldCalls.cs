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
            TimeSpan? heldAt = InWindow(call.HeldAt, invitedAt, window);
            if (match == DeviceMatch.Same)
            {
                deviceHasCalls = true;
                if (call.HeldAt is null)
                {
                    active = And(active, call.Call, invitedAt);
                }
                else if (
                    heldAt is { } at
                    && (lastHeld.Kind == MeantKind.None || at >= lastHeld.HeldAt)
                )
                {
                    lastHeld = MeantCall.One(call.Call, at);
                }
            }
            else if (match == DeviceMatch.Unknown && heldAt is { } at)
            {
                undecided = And(undecided, call.Call, at);
            }
        }

        if (!deviceHasCalls)
        {
            return undecided;
        }

        // A telephone has to leave its active call in order to make a new one. So where no hold of it was seen
        // (yet), the new INVITE is the hold, and the latest one.
        return active.Kind == MeantKind.One ? active : lastHeld;
    }

    /// <summary>
    /// A hold that is seen after the INVITE was overtaken by it, and counts as simultaneous.
    /// </summary>
    private static TimeSpan? InWindow(TimeSpan? heldAt, TimeSpan invitedAt, TimeSpan? window)
    {
        if (heldAt is not { } at || (window is { } w && invitedAt - at > w))
        {
            return null;
        }

        return at < invitedAt ? at : invitedAt;
    }

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
