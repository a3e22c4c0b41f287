namespace QX200.Media.Sdp;

/// <summary>Which way sound flows, seen from whoever wrote the description (RFC 8866 6.7).</summary>
[Flags]
internal enum MediaDirection : byte
{
    Inactive = 0,
    SendOnly = 1,
    RecvOnly = 2,
    SendRecv = SendOnly | RecvOnly,
}

internal static class MediaDirections
{
    /// <summary>The same flow seen from the other end: what they send we receive.</summary>
    public static MediaDirection Mirrored(this MediaDirection direction) =>
        direction switch
        {
            MediaDirection.SendOnly => MediaDirection.RecvOnly,
            MediaDirection.RecvOnly => MediaDirection.SendOnly,
            _ => direction,
        };

    public static string AttributeName(this MediaDirection direction) =>
        direction switch
        {
            MediaDirection.SendOnly => "sendonly",
            MediaDirection.RecvOnly => "recvonly",
            MediaDirection.SendRecv => "sendrecv",
            _ => "inactive",
        };

    public static bool TryParse(ReadOnlySpan<char> attribute, out MediaDirection direction)
    {
        direction = attribute switch
        {
            "sendonly" => MediaDirection.SendOnly,
            "recvonly" => MediaDirection.RecvOnly,
            "inactive" => MediaDirection.Inactive,
            _ => MediaDirection.SendRecv,
        };
        return direction != MediaDirection.SendRecv || attribute is "sendrecv";
    }
}
