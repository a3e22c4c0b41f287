namespace QX200.Web;

/// <summary>Who may come in by a route. A route without one is for <see cref="Staff"/>.</summary>
internal enum Door : byte
{
    /// <summary>A session or a token.</summary>
    Staff,

    /// <summary>Anybody: what a browser needs before somebody has signed in.</summary>
    Public,

    /// <summary>Programs on the box itself; from elsewhere a session or a token.</summary>
    Loopback,
}
