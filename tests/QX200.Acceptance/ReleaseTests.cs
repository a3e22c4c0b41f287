using System.Diagnostics;
using QX200.Acceptance.Phones;
using Xunit;

namespace QX200.Acceptance;

/// <summary>The programs that <c>./build.sh publish</c> leaves run on the machine they are meant for.</summary>
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

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("linux-arm64")]
    public Task The_published_program_answers_OPTIONS(string machine) =>
        Scene.Play(
            async scene =>
            {
                await using var phone = new RawPhone(scene.Exchange.AccountOf("101"));
                string exchange = $"sip:127.0.0.1:{scene.Exchange.Port}";
                SipText answer = await new RawCall(phone, exchange, exchange).Ask("OPTIONS");
                Assert.Equal(200, answer.Status);
                Assert.Contains("INVITE", answer["Allow"], StringComparison.Ordinal);
            },
            new ExchangeSettings { Machine = machine },
            name: $"Options_{machine}"
        );
}
