using System.Runtime.InteropServices;

namespace QX200.Runtime;

/// <summary>
/// A word alone on its cache lines (128 bytes to either side, as prefetchers take lines in pairs), so that threads
/// that write neighbouring words do not slow each other.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct PaddedLong
{
    [FieldOffset(128)]
    public long Value;
}
