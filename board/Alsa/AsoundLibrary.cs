using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QX200.Board.Alsa;

/// <summary>The calls of libasound (alsa-lib 1.2) that a telephone port needs. Negative results are errno, negated.</summary>
internal static unsafe partial class AsoundLibrary
{
    private const string Library = "libasound.so.2";

    public const int Playback = 0;
    public const int Capture = 1;
    public const int NonBlocking = 1;
    public const int Signed16LittleEndian = 2;
    public const int ReadWriteInterleaved = 3;

    public const int Again = -11;

    /// <summary>EPIPE: an overrun or underrun.</summary>
    public const int Ran = -32;

    [LibraryImport(
        Library,
        EntryPoint = "snd_pcm_open",
        StringMarshalling = StringMarshalling.Utf8
    )]
    public static partial int Open(out nint pcm, string name, int stream, int mode);

    [LibraryImport(Library, EntryPoint = "snd_pcm_close")]
    public static partial int Close(nint pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_set_params")]
    public static partial int SetParameters(
        nint pcm,
        int format,
        int access,
        uint channels,
        uint rate,
        int softResample,
        uint latencyMicroseconds
    );

    [LibraryImport(Library, EntryPoint = "snd_pcm_get_params")]
    public static partial int GetParameters(nint pcm, out nuint bufferSize, out nuint periodSize);

    [LibraryImport(Library, EntryPoint = "snd_pcm_prepare")]
    public static partial int Prepare(nint pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_start")]
    public static partial int Start(nint pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_drop")]
    public static partial int Drop(nint pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_avail_update")]
    public static partial nint Available(nint pcm);

    [LibraryImport(Library, EntryPoint = "snd_pcm_readi")]
    public static partial nint Read(nint pcm, short* into, nuint frames);

    [LibraryImport(Library, EntryPoint = "snd_pcm_writei")]
    public static partial nint Write(nint pcm, short* from, nuint frames);

    [LibraryImport(Library, EntryPoint = "snd_strerror")]
    private static partial nint ErrorText(int error);

    [LibraryImport(Library, EntryPoint = "snd_lib_error_set_handler")]
    private static partial int SetErrorHandler(
        delegate* unmanaged[Cdecl]<byte*, int, byte*, int, byte*, void> handler
    );

    public static string Text(int error) =>
        Marshal.PtrToStringUTF8(ErrorText(error)) ?? $"error {-error}";

    /// <summary>The library writes to standard error of its own accord; we say what is wrong ourselves.</summary>
    public static void BeQuiet() => _ = SetErrorHandler(&SayNothing);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void SayNothing(
        byte* file,
        int line,
        byte* function,
        int error,
        byte* format
    ) { }
}
