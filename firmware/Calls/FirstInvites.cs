namespace QX200.Calls;

/// <summary>
/// When each new call's INVITE first came. A telephone is challenged (401) and calls again, and the directed window
/// ends with its first INVITE (CALL-PARK 3.1). Remembered for as long as such a second one may take.
/// </summary>
internal sealed class FirstInvites
{
    /// <summary>Timer B of RFC 3261: a telephone that has not come back by then has given up.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(32);

    /// <summary>More calls than this within the memory are a flood, of which the oldest are forgotten.</summary>
    private const int Most = 4096;

    private readonly Dictionary<string, TimeSpan> _at = [];
    private readonly Queue<(string CallId, TimeSpan At)> _order = new();

    /// <returns>When the call's INVITE first came: <paramref name="now"/>, if this is the first.</returns>
    public TimeSpan Note(string callId, TimeSpan now)
    {
        while (
            _order.TryPeek(out (string CallId, TimeSpan At) oldest)
            && (now - oldest.At > Memory || _order.Count >= Most)
        )
        {
            _order.Dequeue();
            _at.Remove(oldest.CallId);
        }

        if (_at.TryGetValue(callId, out TimeSpan first))
        {
            return first;
        }

        _at.Add(callId, now);
        _order.Enqueue((callId, now));
        return now;
    }
}
