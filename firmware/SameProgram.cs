using System.Runtime.InteropServices;
using System.Text;

namespace QX200;

/// <summary>Starts this program anew in this process, with the arguments that it was started with.</summary>
internal static unsafe partial class SameProgram
{
    /// <returns>Only where it can't be: the exit code.</returns>
    public static int Again()
    {
        Console.Out.Flush();
        Console.Error.Flush();
        string[] arguments = Encoding
            .UTF8.GetString(File.ReadAllBytes("/proc/self/cmdline"))
            .TrimEnd('\0')
            .Split('\0');
        nint* pointers = stackalloc nint[arguments.Length + 1];
        for (int i = 0; i < arguments.Length; i++)
        {
            pointers[i] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        pointers[arguments.Length] = 0;
        _ = Execute("/proc/self/exe", pointers);
        Console.Error.WriteLine(
            $"qx200: can't start anew ({Marshal.GetLastPInvokeErrorMessage()})"
        );
        return 1;
    }

    [LibraryImport(
        "libc.so.6",
        EntryPoint = "execv",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int Execute(string path, nint* arguments);
}
