namespace QX200.Status;

internal enum LinePhase : byte
{
    /// <summary>No extension is on this line, which is no fault.</summary>
    Unused,

    /// <summary>The hardware has failed.</summary>
    OutOfService,

    /// <summary>On hook and quiet.</summary>
    Ready,

    /// <summary>The receiver is lifted and there is no call: dial tone, dialling, busy tone, howler.</summary>
    OffHook,

    /// <summary>The telephone is being rung.</summary>
    Ringing,

    /// <summary>In a call.</summary>
    InUse,
}

/// <param name="Line">Number of the port, 1 or 2.</param>
/// <param name="Number">The extension on this line; empty where there is none.</param>
/// <param name="Reason">Why it is out of service; empty otherwise.</param>
internal sealed record LineStatus(int Line, string Number, LinePhase Phase, string Reason);
