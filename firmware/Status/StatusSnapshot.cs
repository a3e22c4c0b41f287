using System.Collections.Immutable;

namespace QX200.Status;

/// <summary>
/// The exchange as it was at one moment, for everyone who only looks. Immutable: any thread may keep it.
/// </summary>
internal sealed record StatusSnapshot(
    DateTimeOffset TakenAt,
    ImmutableArray<ExtensionStatus> Extensions,
    ImmutableArray<CallStatus> Calls,
    ImmutableArray<ParkedStatus> Parked,
    StatusCounters Counters
)
{
    /// <summary>The accounts on external SIP servers, of extensions and of trunks.</summary>
    public ImmutableArray<AccountStatus> Accounts { get; init; } = [];

    /// <summary>The telephone ports of the box, in their order; empty while there is no board.</summary>
    public ImmutableArray<LineStatus> Lines { get; init; } = [];

    /// <summary>All extensions, user and park, as lamps show them. The same array while none of them changes.</summary>
    public ImmutableArray<LampStatus> Lamps { get; init; } = [];

    /// <summary>Who was refused of late, the latest first; at most a second behind.</summary>
    public ImmutableArray<RejectedStatus> Rejected { get; init; } = [];

    /// <summary>Sentences about what somebody should look at, such as a settings file that was broken.</summary>
    public ImmutableArray<string> Notices { get; init; } = [];

    public static StatusSnapshot Empty { get; } =
        new(DateTimeOffset.UnixEpoch, [], [], [], default);
}

/// <summary>A user extension and the telephones that are registered for it now.</summary>
internal sealed record ExtensionStatus(
    string Number,
    string Name,
    ImmutableArray<RegistrationStatus> Registrations
);

/// <param name="Contact">Where the telephone wants to be called.</param>
/// <param name="Reachable">It answered when it was last asked.</param>
internal sealed record RegistrationStatus(string Contact, DateTimeOffset Expires, bool Reachable);

internal enum AccountPhase : byte
{
    /// <summary>The server knows our address without being told.</summary>
    Unregistered,
    Trying,
    Registered,
    Failed,
}

/// <param name="Name"><c>extension 77</c> or <c>trunk provider</c>.</param>
/// <param name="Reason">
/// What went wrong last; empty while all is well. An account that is registered has one where another server stands in.
/// </param>
internal sealed record AccountStatus(
    string Name,
    string User,
    string Server,
    AccountPhase Phase,
    string Reason
)
{
    /// <summary>The server that is, or was last, asked, such as <c>udp 192.0.2.7:5060</c>; empty before one was found.</summary>
    public string Peer { get; init; } = "";
}

/// <summary>Somebody who was refused, one entry for all that is the same.</summary>
/// <param name="Source">The address that it came from, such as <c>udp 192.0.2.7</c>.</param>
/// <param name="What">The SIP method, or <c>message</c>, <c>connection</c>, <c>TLS</c>.</param>
/// <param name="User">Whom he claimed to be; may be empty.</param>
/// <param name="Count">How often.</param>
internal sealed record RejectedStatus(
    string Source,
    string What,
    string User,
    string Reason,
    DateTimeOffset First,
    DateTimeOffset Last,
    long Count
);

internal enum CallPhase : byte
{
    Ringing,
    Talking,

    /// <summary>One side has put the other on hold.</summary>
    Held,
}

/// <param name="Since">When the call began to ring.</param>
/// <param name="AnsweredAt">Null before that.</param>
internal sealed record CallStatus(
    uint Call,
    string From,
    string To,
    CallPhase Phase,
    DateTimeOffset Since,
    DateTimeOffset? AnsweredAt
);

/// <param name="Slot">Number of the park extension.</param>
/// <param name="Call">Number of the call that waits.</param>
/// <param name="Deadline">When the retrieve timeout ends.</param>
/// <param name="Returning">Somebody is being rung for it.</param>
internal sealed record ParkedStatus(
    string Slot,
    uint Call,
    string Party,
    string Parker,
    DateTimeOffset Since,
    DateTimeOffset Deadline,
    bool Returning
);

/// <summary>What was turned away since the start, by reason.</summary>
/// <param name="Reason">In words.</param>
internal readonly record struct RejectedCount(string Reason, long Count);

/// <summary>What is in use now; all zero when nobody telephones and everything was given back.</summary>
internal readonly record struct StatusCounters(int Transactions, int Dialogs, int Streams);
