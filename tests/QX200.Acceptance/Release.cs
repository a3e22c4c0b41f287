using System.Diagnostics;

namespace QX200.Acceptance;

/// <summary>
/// Finds the published program. <c>QX200_PROGRAM</c> names another one for the tests to run, which may be the
/// <c>.dll</c> of an ordinary build.
/// </summary>
internal static class Release
{
    /// <summary>The checkout that this test program was built in.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>How to start the exchange under test.</summary>
    public static ProcessStartInfo Program(params string[] arguments)
    {
        string? named = Environment.GetEnvironmentVariable("QX200_PROGRAM");
        return named is null ? Program("linux-x64", arguments)
            : named.EndsWith(".dll", StringComparison.Ordinal)
                ? new ProcessStartInfo("dotnet", [named, .. arguments])
            : new ProcessStartInfo(named, arguments);
    }

    /// <summary>How to start the program published for <paramref name="machine"/>; arm64 runs under qemu.</summary>
    public static ProcessStartInfo Program(string machine, params string[] arguments)
    {
        string program = Path.Combine(Root, "out", machine, "qx200");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException("Publish first: ./build.sh publish", program);
        }

        return machine == "linux-arm64"
            ? new ProcessStartInfo(
                "qemu-aarch64-static",
                ["-L", Path.Combine(Root, "out", "arm64-root"), program, .. arguments]
            )
            : new ProcessStartInfo(program, arguments);
    }

    private static string FindRoot(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "build.sh")))
        {
            folder =
                Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException(
                    "This program runs from inside its checkout."
                );
        }

        return folder;
    }
}
