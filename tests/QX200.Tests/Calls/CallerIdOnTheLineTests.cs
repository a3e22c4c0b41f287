using System.Buffers.Binary;
using System.Diagnostics;
using QX200.Lines;
using QX200.Tests.Settings;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>Caller ID as it comes out of the line, read by a program that we did not write.</summary>
public sealed class CallerIdOnTheLineTests : CallScenario
{
    private const string Extensions = """
        [extension:101]
        name = Ann
        secret = s101
        [extension:111]
        line = fxs1
        [extension:77]
        type = park
        retrieve-timeout = 10s
        """;

    [Theory]
    [InlineData("us")]
    [InlineData("de")]
    [InlineData("uk")]
    public void Rule_5_1_Minimodem_reads_Park_77_on_the_line_of_the_telephone_that_parked(
        string code
    )
    {
        Assert.SkipUnless(
            File.Exists("/usr/bin/minimodem"),
            "minimodem is not installed (./build.sh test installs it)"
        );
        Use(Extensions, $"[line]\ncountry = {code}\necho-cancel = no\n");
        DeskPhone desk = Bench.Desks[0];
        PhoneCall ann = Bench.Phone("101").Call("111");
        desk.Lift();
        desk.Flash();
        desk.Press("77");
        desk.HangUp();
        desk.Line.Clear();
        for (int i = 0; i < 100; i++)
        {
            // In small steps, so that sound flows as it does in life.
            Bench.Pass(0.2);
        }

        Assert.True(ann.IsUp);
        string read = Minimodem([.. desk.Line], Country.Find(code)!.CallerId);
        Assert.Contains("101", read, StringComparison.Ordinal);
        Assert.Contains("Park 77: Ann", read, StringComparison.Ordinal);
    }

    /// <summary>Octets with start and stop bit at 1200 bits a second: it knows nothing of caller ID.</summary>
    private static string Minimodem(short[] line, CallerIdStandard standard)
    {
        using var folder = new TemporaryFolder();
        string file = folder.In("line.wav");
        File.WriteAllBytes(file, Wave(line));
        using var reader = Process.Start(
            new ProcessStartInfo(
                "minimodem",
                [
                    "--rx",
                    "--quiet",
                    "--file",
                    file,
                    "--mark",
                    $"{standard.Mark}",
                    "--space",
                    $"{standard.Space}",
                    "1200",
                ]
            )
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        string read = reader.StandardOutput.ReadToEnd();
        reader.WaitForExit();
        return read;
    }

    private static byte[] Wave(short[] samples)
    {
        byte[] file = new byte[44 + (2 * samples.Length)];
        "RIFF....WAVEfmt ....................data"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), 8000);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), 16_000);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 16);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(40), 2 * samples.Length);
        Buffer.BlockCopy(samples, 0, file, 44, 2 * samples.Length);
        return file;
    }
}
