namespace QX200.Stations;

/// <summary>Where our registration on an external server stands.</summary>
internal enum AccountState : byte
{
    /// <summary>Nothing is asked for.</summary>
    Off,

    /// <summary>Asked for the first time, or after the grant had run out.</summary>
    Registering,

    /// <summary>Granted; nothing is to be done until the refresh.</summary>
    Registered,

    /// <summary>Granted, and asked to go on.</summary>
    Refreshing,

    /// <summary>Still granted, though a refresh has not come through; it is tried again soon.</summary>
    Overdue,

    /// <summary>Not granted; it is tried again later.</summary>
    Failed,

    /// <summary>No longer wanted, and the server is being told.</summary>
    Leaving,
}

/// <summary>What may happen to it.</summary>
internal enum AccountInput : byte
{
    Started,

    /// <summary>The time for a refresh or for another try has come.</summary>
    Due,

    Granted,

    /// <summary>The server wants it said otherwise: with credentials, or for longer.</summary>
    AskedAgain,

    /// <summary>The server refuses us.</summary>
    Denied,

    /// <summary>The server cannot be reached or cannot decide now, which says nothing about an earlier grant.</summary>
    Lost,

    /// <summary>The time that was granted is over.</summary>
    RanOut,

    Stopped,
}

/// <summary>What is to be done about it, in the order of the bits.</summary>
[Flags]
internal enum AccountActions : byte
{
    None = 0,

    /// <summary>No timer may fire any more.</summary>
    Disarm = 1 << 0,

    /// <summary>The timers of the refresh and of the grant's end are armed.</summary>
    AwaitRefresh = 1 << 1,

    /// <summary>The timer of another try is armed, later at each failure.</summary>
    AwaitRetry = 1 << 2,

    /// <summary>A first REGISTER of a new attempt goes out.</summary>
    Ask = 1 << 3,

    /// <summary>The attempt goes on with another REGISTER.</summary>
    AskAgain = 1 << 4,

    /// <summary>A REGISTER goes out that takes our contact away.</summary>
    Remove = 1 << 5,
}

/// <summary>
/// The life of a registration as a client (RFC 3261 10.2): state and input in, next state and actions out. An input
/// that means nothing in a state leaves it as it is.
/// </summary>
internal static class AccountMachine
{
    public static (AccountState Next, AccountActions Actions) Step(
        AccountState state,
        AccountInput input
    ) =>
        state switch
        {
            AccountState.Off => Off(input),
            AccountState.Registering => Registering(input),
            AccountState.Registered => Registered(input),
            AccountState.Refreshing => Refreshing(input),
            AccountState.Overdue => Overdue(input),
            AccountState.Failed => Failed(input),
            _ => Leaving(input),
        };

    private static (AccountState, AccountActions) Off(AccountInput input) =>
        input == AccountInput.Started
            ? (AccountState.Registering, AccountActions.Ask)
            : (AccountState.Off, AccountActions.None);

    private static (AccountState, AccountActions) Registering(AccountInput input) =>
        input switch
        {
            AccountInput.Granted => (AccountState.Registered, AccountActions.AwaitRefresh),
            AccountInput.AskedAgain => (AccountState.Registering, AccountActions.AskAgain),
            AccountInput.Denied or AccountInput.Lost => (
                AccountState.Failed,
                AccountActions.AwaitRetry
            ),
            // What is on its way may still be granted, so the server is told all the same.
            AccountInput.Stopped => (
                AccountState.Leaving,
                AccountActions.Disarm | AccountActions.Remove
            ),
            _ => (AccountState.Registering, AccountActions.None),
        };

    private static (AccountState, AccountActions) Registered(AccountInput input) =>
        input switch
        {
            AccountInput.Due => (AccountState.Refreshing, AccountActions.Ask),
            AccountInput.RanOut => (
                AccountState.Registering,
                AccountActions.Disarm | AccountActions.Ask
            ),
            AccountInput.Stopped => (
                AccountState.Leaving,
                AccountActions.Disarm | AccountActions.Remove
            ),
            _ => (AccountState.Registered, AccountActions.None),
        };

    private static (AccountState, AccountActions) Refreshing(AccountInput input) =>
        input switch
        {
            AccountInput.Granted => (AccountState.Registered, AccountActions.AwaitRefresh),
            AccountInput.AskedAgain => (AccountState.Refreshing, AccountActions.AskAgain),
            AccountInput.Lost => (AccountState.Overdue, AccountActions.AwaitRetry),
            AccountInput.Denied => (
                AccountState.Failed,
                AccountActions.Disarm | AccountActions.AwaitRetry
            ),
            AccountInput.RanOut => (AccountState.Registering, AccountActions.None),
            AccountInput.Stopped => (
                AccountState.Leaving,
                AccountActions.Disarm | AccountActions.Remove
            ),
            _ => (AccountState.Refreshing, AccountActions.None),
        };

    private static (AccountState, AccountActions) Overdue(AccountInput input) =>
        input switch
        {
            AccountInput.Due => (AccountState.Refreshing, AccountActions.Ask),
            AccountInput.RanOut => (AccountState.Failed, AccountActions.None),
            AccountInput.Stopped => (
                AccountState.Leaving,
                AccountActions.Disarm | AccountActions.Remove
            ),
            _ => (AccountState.Overdue, AccountActions.None),
        };

    private static (AccountState, AccountActions) Failed(AccountInput input) =>
        input switch
        {
            AccountInput.Due => (AccountState.Registering, AccountActions.Ask),
            AccountInput.Stopped => (AccountState.Off, AccountActions.Disarm),
            _ => (AccountState.Failed, AccountActions.None),
        };

    private static (AccountState, AccountActions) Leaving(AccountInput input) =>
        input switch
        {
            AccountInput.Granted or AccountInput.Denied or AccountInput.Lost => (
                AccountState.Off,
                AccountActions.None
            ),
            AccountInput.AskedAgain => (AccountState.Leaving, AccountActions.AskAgain),
            _ => (AccountState.Leaving, AccountActions.None),
        };
}
