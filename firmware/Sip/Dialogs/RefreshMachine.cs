namespace QX200.Sip.Dialogs;

/// <summary>Where the session timer stands (RFC 4028 10).</summary>
internal enum RefreshState : byte
{
    /// <summary>Not begun, or the session is over.</summary>
    Off,

    /// <summary>We refresh, and the time for it has not come.</summary>
    Resting,

    /// <summary>Our refresh is on its way.</summary>
    Asking,

    /// <summary>The peer refreshes.</summary>
    Watching,
}

internal enum RefreshInput : byte
{
    /// <summary>We are to refresh: a 2xx settled it, or the peer has no session timer and is proven to be there.</summary>
    AgreedOurs,

    /// <summary>A 2xx settled that the peer refreshes.</summary>
    AgreedTheirs,

    /// <summary>The time to refresh, or to try again, has come.</summary>
    RefreshDue,

    /// <summary>Our refresh did not succeed, which does not mean that the peer has no dialog any more.</summary>
    Refused,

    /// <summary>The session expires in a moment.</summary>
    Expired,

    /// <summary>The session is over.</summary>
    Closed,
}

/// <summary>What a step asks for, to be done in this order.</summary>
[Flags]
internal enum RefreshActions : byte
{
    None = 0,

    /// <summary>Both timers.</summary>
    Disarm = 1,
    ArmRefresh = 2,
    ArmExpiry = 4,
    ArmRetry = 8,
    SendRefresh = 16,

    /// <summary>BYE, and the user is told that the peer is gone.</summary>
    EndSession = 32,
}

internal readonly record struct RefreshStep(RefreshState Next, RefreshActions Do);

/// <summary>The session timer as a pure function of state and input.</summary>
internal static class RefreshMachine
{
    public static RefreshStep Step(RefreshState state, RefreshInput input) =>
        input switch
        {
            RefreshInput.AgreedOurs => new(
                RefreshState.Resting,
                RefreshActions.Disarm | RefreshActions.ArmRefresh | RefreshActions.ArmExpiry
            ),
            RefreshInput.AgreedTheirs => new(
                RefreshState.Watching,
                RefreshActions.Disarm | RefreshActions.ArmExpiry
            ),
            RefreshInput.Closed => new(RefreshState.Off, RefreshActions.Disarm),
            _ => Running(state, input),
        };

    private static RefreshStep Running(RefreshState state, RefreshInput input) =>
        (state, input) switch
        {
            (RefreshState.Resting, RefreshInput.RefreshDue) => new(
                RefreshState.Asking,
                RefreshActions.SendRefresh
            ),
            (RefreshState.Asking, RefreshInput.Refused) => new(
                RefreshState.Resting,
                RefreshActions.ArmRetry
            ),
            (not RefreshState.Off, RefreshInput.Expired) => new(
                RefreshState.Off,
                RefreshActions.Disarm | RefreshActions.EndSession
            ),
            _ => new(state, RefreshActions.None),
        };
}
