namespace QX200.Sip.Dialogs;

internal enum SubscriptionState : byte
{
    Active,

    /// <summary>The last NOTIFY is on its way.</summary>
    Leaving,
    Over,
}

internal enum SubscriptionInput : byte
{
    /// <summary>SUBSCRIBE within the subscription, for some more time.</summary>
    Refreshed,

    /// <summary>SUBSCRIBE with Expires: 0, or the time is over.</summary>
    RunOut,

    /// <summary>We end it: what was watched is gone, or the watcher may not any more, or the exchange stops.</summary>
    Withdrawn,

    /// <summary>What is watched has changed.</summary>
    Changed,

    /// <summary>The last NOTIFY has its answer, or will never have one.</summary>
    LastConcluded,

    /// <summary>The subscriber says that it knows no such subscription, or says nothing at all any more.</summary>
    Lost,
}

[Flags]
internal enum SubscriptionActions : byte
{
    None = 0,

    /// <summary>The time begins anew.</summary>
    Arm = 1 << 0,

    /// <summary>NOTIFY at once.</summary>
    Notify = 1 << 1,

    /// <summary>NOTIFY soon; changes that follow at once go with it.</summary>
    NotifySoon = 1 << 2,

    /// <summary>The last NOTIFY, at once.</summary>
    NotifyLast = 1 << 3,

    /// <summary>The subscription is taken out and its user told.</summary>
    Close = 1 << 4,
}

internal readonly record struct SubscriptionStep(SubscriptionState Next, SubscriptionActions Do);

/// <summary>A subscription as the notifier has it (RFC 6665 4.2), from the 200 to the SUBSCRIBE on.</summary>
internal static class SubscriptionMachine
{
    public static SubscriptionStep Step(SubscriptionState state, SubscriptionInput input) =>
        state switch
        {
            SubscriptionState.Active => Active(input),
            SubscriptionState.Leaving => Leaving(input),
            _ => new SubscriptionStep(SubscriptionState.Over, SubscriptionActions.None),
        };

    private static SubscriptionStep Active(SubscriptionInput input) =>
        input switch
        {
            SubscriptionInput.Refreshed => new SubscriptionStep(
                SubscriptionState.Active,
                SubscriptionActions.Arm | SubscriptionActions.Notify
            ),
            SubscriptionInput.Changed => new SubscriptionStep(
                SubscriptionState.Active,
                SubscriptionActions.NotifySoon
            ),
            SubscriptionInput.RunOut or SubscriptionInput.Withdrawn => new SubscriptionStep(
                SubscriptionState.Leaving,
                SubscriptionActions.NotifyLast
            ),
            SubscriptionInput.Lost => new SubscriptionStep(
                SubscriptionState.Over,
                SubscriptionActions.Close
            ),
            _ => new SubscriptionStep(SubscriptionState.Active, SubscriptionActions.None),
        };

    private static SubscriptionStep Leaving(SubscriptionInput input) =>
        input is SubscriptionInput.LastConcluded or SubscriptionInput.Lost
            ? new SubscriptionStep(SubscriptionState.Over, SubscriptionActions.Close)
            : new SubscriptionStep(SubscriptionState.Leaving, SubscriptionActions.None);
}
