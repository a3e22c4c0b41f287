using System.Diagnostics.CodeAnalysis;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace QX200.Acceptance;

/// <summary>
/// <c>demo FOLDER</c> tells one parked call, <c>image FOLDER</c> tries the appliance's image; all other arguments are the test runner's.
/// </summary>
[SuppressMessage("Design", "MA0036", Justification = "an entry point has no instance")]
internal static class Program
{
    public static Task<int> Main(string[] args) =>
        args switch
        {
            ["demo", string folder] => Demo.Run(Path.GetFullPath(folder)),
            ["image", string folder, .. string[] cases] => Image.ImageTest.Run(
                Path.GetFullPath(folder),
                cases
            ),
            _ when args.Contains("--server", StringComparer.Ordinal) =>
                TestPlatformTestFramework.RunAsync(
                    args,
                    SelfRegisteredExtensions.AddSelfRegisteredExtensions
                ),
            _ => ConsoleRunner.Run(args),
        };
}
