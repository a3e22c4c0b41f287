namespace QX200.Box;

/// <summary>What the page shows beside the pins: what the firmware thinks that it is doing.</summary>
/// <param name="Lines">For each port.</param>
/// <param name="Parked">Park extensions that somebody waits in.</param>
internal sealed record PanelView(IReadOnlyList<LineView> Lines, IReadOnlyList<string> Parked)
{
    public static PanelView Empty { get; } = new([], []);
}

/// <param name="Number">The extension on this line; empty where there is none.</param>
/// <param name="Phase">A word: <c>ready</c>, <c>off-hook</c>, <c>ringing</c>, <c>in-use</c>, <c>unused</c>, <c>out-of-service</c>.</param>
/// <param name="Reason">Why it is out of service.</param>
internal sealed record LineView(int Line, string Number, string Phase, string Reason);
