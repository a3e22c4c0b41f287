using System.Collections.Immutable;

namespace QX200.Status;

/// <summary>
/// An extension, user or park, as a lamp on a telephone shows it (CALL-PARK 6.1). While nothing about it changes, one
/// snapshot after the other has the very same object.
/// </summary>
/// <param name="IsPark">A park extension: its dialog is the stay of who waits there.</param>
/// <param name="Dialogs">Those that are open; where none is, the last one, terminated; empty where there never was one.</param>
internal sealed record LampStatus(
    string Number,
    string Name,
    bool IsPark,
    ImmutableArray<DialogStatus> Dialogs
);

internal enum DialogPhase : byte
{
    /// <summary>A telephone rings, or has called and is not answered yet; a parked call returns.</summary>
    Early,

    /// <summary>A talk; a call that waits on a park extension.</summary>
    Confirmed,
    Terminated,
}

/// <summary>One call of an extension, seen from the extension (RFC 4235 4.1).</summary>
/// <param name="LocalTag">The extension's own: its telephone's, or the park extension's.</param>
/// <param name="IsInitiator">The extension has called; else it was called.</param>
/// <param name="IsHeld">The extension holds the other side.</param>
internal sealed record DialogStatus(
    string CallId,
    string LocalTag,
    string RemoteTag,
    bool IsInitiator,
    DialogPhase Phase,
    PartyStatus Remote,
    bool IsHeld
);

/// <param name="Number">Empty where it is withheld.</param>
/// <param name="Name">May be empty.</param>
internal readonly record struct PartyStatus(string Number, string Name)
{
    /// <summary>Somebody who is not to be shown.</summary>
    public static PartyStatus Withheld { get; } = new("", "");
}
