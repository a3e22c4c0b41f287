using System.Diagnostics.CodeAnalysis;
using QX200.Tests.Calls.Walks;
using QX200.Tests.House;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace QX200.Tests;

/// <summary>
/// <c>rules LIST TABLE REPORT...</c> writes which tests prove which rule of Call Park, <c>failures REPORT...</c> prints
/// which tests failed and how; <c>walks SEED COUNT</c> and <c>soak MINUTES</c> take random walks, <c>replay FILE</c> plays the
/// script of one; all other arguments are the test runner's.
/// </summary>
[SuppressMessage("Design", "MA0036", Justification = "an entry point has no instance")]
internal static class Program
{
    public static Task<int> Main(string[] args) =>
        args switch
        {
            ["rules", string list, string table, .. string[] reports] => Task.FromResult(
                RuleTable.Write(list, table, reports, Console.Out)
            ),
            ["failures", .. string[] reports] => Task.FromResult(
                FailedTests.Print(reports, Console.Out)
            ),
            ["walks", string seed, string count] => Task.FromResult(
                RandomWalks.Print(int.Parse(seed), int.Parse(count), Console.Out)
            ),
            ["soak", string minutes] => Task.FromResult(
                RandomWalks.Soak(TimeSpan.FromMinutes(double.Parse(minutes)), Console.Out)
            ),
            ["replay", string script] => Task.FromResult(
                RandomWalks.Replay(File.ReadAllText(script), Console.Out)
            ),
            _ when args.Contains("--server", StringComparer.Ordinal) =>
                TestPlatformTestFramework.RunAsync(
                    args,
                    SelfRegisteredExtensions.AddSelfRegisteredExtensions
                ),
            _ => ConsoleRunner.Run(args),
        };
}
