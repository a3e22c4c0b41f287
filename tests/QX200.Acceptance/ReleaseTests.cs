using System.Diagnostics;
using Xunit;

namespace QX200.Acceptance;

/// <summary>The files that <c>./build.sh publish</c> leaves start on the machine they are meant for.</summary>
public sealed class ReleaseTests
{
    [Theory]
    [InlineData("linux-x64")]
    [InlineData("linux-arm64")]
    public void The_published_program_names_its_version(string machine)
    {
        ProcessStartInfo start = Release.Program(machine, "--version");
        start.RedirectStandardOutput = true;
        using Process program = Process.Start(start)!;
        string line = program.StandardOutput.ReadToEnd();
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
        Assert.Matches(@"^qx200 \d+\.\d+\.\d+\n$", line);
    }
}
