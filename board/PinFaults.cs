using System.Runtime.InteropServices;

namespace QX200.Board;

/// <summary>What the GPIO library throws where the hardware, not our code, is to blame.</summary>
internal static class PinFaults
{
    public static bool Is(Exception fault) =>
        fault
            is IOException
                or UnauthorizedAccessException
                or ExternalException
                or PlatformNotSupportedException
                or DllNotFoundException
                or TimeoutException
                or InvalidOperationException;
}

/// <summary>Pauses between tries: one second, doubled with each failure up to a minute.</summary>
internal struct Pauses
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private TimeSpan _last;

    public TimeSpan Next()
    {
        _last =
            _last == TimeSpan.Zero ? First
            : _last * 2 < Longest ? _last * 2
            : Longest;
        return _last;
    }

    public void Reset() => _last = TimeSpan.Zero;
}
