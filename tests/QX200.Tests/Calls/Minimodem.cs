using System.Buffers.Binary;
using System.Diagnostics;
using QX200.Lines;
using QX200.Tests.Settings;
using Xunit;

namespace QX200.Tests.Calls;

/// <summary>
/// A program that we did not write and that knows nothing of caller ID: it reads octets with start and stop bit at 1200
/// bits a second.
/// </summary>
internal static class Minimodem
{
    public static void SkipUnlessInstalled() =>
        Assert.SkipUnless(
            File.Exists("/usr/bin/minimodem"),
            "minimodem is not installed (./build.sh test installs it)"
        );

    public static string Read(short[] line, CallerIdStandard standard)
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
