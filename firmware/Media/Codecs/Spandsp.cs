using System.Reflection;
using System.Runtime.InteropServices;

namespace QX200.Media.Codecs;

/// <summary>
/// The few functions of spandsp (Debian's libspandsp2) that we call. A state is reset by an init on the state itself.
/// </summary>
internal static partial class Spandsp
{
    private const string Library = "spandsp";

    /// <summary>64 kbit/s, the only rate that RTP carries (RFC 3551 4.5.2).</summary>
    public const int BitRate = 64000;

    private static readonly nint Loaded = Load();

    /// <summary>Whether the library is on this machine; without it nothing else here may be called.</summary>
    public static bool IsPresent => Loaded != 0;

    [LibraryImport(Library, EntryPoint = "g722_encode_init")]
    public static partial nint EncodeInit(nint state, int rate, G722Options options);

    [LibraryImport(Library, EntryPoint = "g722_encode")]
    public static unsafe partial int Encode(nint state, byte* octets, short* samples, int count);

    [LibraryImport(Library, EntryPoint = "g722_encode_free")]
    public static partial int EncodeFree(nint state);

    [LibraryImport(Library, EntryPoint = "g722_decode_init")]
    public static partial nint DecodeInit(nint state, int rate, G722Options options);

    [LibraryImport(Library, EntryPoint = "g722_decode")]
    public static unsafe partial int Decode(nint state, short* samples, byte* octets, int count);

    [LibraryImport(Library, EntryPoint = "g722_decode_free")]
    public static partial int DecodeFree(nint state);

    // The file carries its ABI number, and the name without it comes only with the development package.
    private static nint Load()
    {
        nint library = Open();
        if (library != 0)
        {
            NativeLibrary.SetDllImportResolver(
                typeof(Spandsp).Assembly,
                static (name, _, _) => name == Library ? Open() : 0
            );
        }

        return library;
    }

    /// <summary>
    /// A handle of its own at each call. Where two threads make their first call at the same moment, the runtime frees
    /// the handle of the one that comes second: if that were the only one, the library would be gone.
    /// </summary>
    internal static nint Open()
    {
        Assembly here = typeof(Spandsp).Assembly;
        nint library = 0;
        _ =
            NativeLibrary.TryLoad("libspandsp.so.2", here, searchPath: null, out library)
            || NativeLibrary.TryLoad("libspandsp.so.3", here, searchPath: null, out library);
        return library;
    }
}

/// <summary>spandsp's <c>G722_*</c> flags.</summary>
[Flags]
internal enum G722Options
{
    /// <summary>Linear samples at 16 kHz.</summary>
    Wide = 0,

    /// <summary>
    /// Linear samples at 8 kHz: they are the codec's lower band itself, so narrow sound needs no resampling.
    /// </summary>
    Narrow = 1,
}
