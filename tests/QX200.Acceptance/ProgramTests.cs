using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using QX200.Acceptance.Phones;
using Xunit;

namespace QX200.Acceptance;

/// <summary>The program as an installer meets it: its first start, its mistakes, its end.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task The_first_start_makes_settings_and_prints_what_a_telephone_needs()
    {
        string folder = EmptyFolder();
        await using ExternalProgram program = Start("run", "--data", folder);
        await program.Output.Take(
            "ready line",
            l => l.StartsWith("ready ", StringComparison.Ordinal),
            Patience.Soon
        );
        string[] printed = [.. program.Output.All];
        Assert.Contains(
            printed,
            l =>
                l.StartsWith(
                    "Park extensions: 71 72 73 74 75 76 77 78 79",
                    StringComparison.Ordinal
                )
        );

        // The secret in the table is the one that registers.
        string[] row = printed
            .Single(l => l.StartsWith("108 ", StringComparison.Ordinal))
            .Split(' ');
        await using var phone = new RawPhone(new Account("108", row[^1], 5060));
        await phone.Register();

        // Promised are 3 s; a busy machine is given more, and how long it took is told.
        var stopping = Stopwatch.StartNew();
        Assert.Equal(0, await program.StopByTerm(Patience.Soon));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"stopped in {stopping.ElapsedMilliseconds} ms"
        );
        Assert.True(File.Exists(Path.Combine(folder, "system.ini")));
        Assert.True(File.Exists(Path.Combine(folder, "extensions.ini")));
    }

    [Fact]
    public async Task A_port_in_use_is_one_sentence_and_exit_1()
    {
        int port = Ports.Next();
        using var taken = new Socket(SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, port));
        string folder = EmptyFolder();
        WriteSystemIni(folder, $"[sip]\nbind = 127.0.0.1\nport = {port}\n");
        await using ExternalProgram program = Start("run", "--data", folder);
        Assert.Equal(1, await program.Exit(Patience.Soon));
        string sentence = Assert.Single(program.Errors.All);
        Assert.Contains($"{port}", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_names_a_mistake_with_file_and_line()
    {
        string folder = EmptyFolder();
        WriteSystemIni(folder, "[sip]\nport = 5060\nport-off-the-map = 1\n");
        await using ExternalProgram wrong = Start("check", "--data", folder);
        Assert.Equal(1, await wrong.Exit(Patience.Soon));
        Assert.Contains(
            wrong.Output.All,
            l => l.Contains("system.ini:3: ", StringComparison.Ordinal)
        );

        WriteSystemIni(folder, "[sip]\nport = 5060\n");
        await using ExternalProgram right = Start("check", "--data", folder);
        Assert.Equal(0, await right.Exit(Patience.Soon));
    }

    [Fact]
    public async Task The_self_test_rings_and_hears_the_lines_of_the_simulated_board()
    {
        string[] well =
        [
            "  ok     GPIO lines        15 lines answer and rest as they should",
            "  ok     line 1 ringing    rang 2 s at 20 Hz in cadence, no false trip; nobody lifted",
            "  ok     line 2 sound      moves both ways; receiver on the hook: ",
            "  ok     lamps             six lines follow; nobody was there to look at the lamps",
            "  -      button            needs someone at the box",
            "Tested by     ____",
        ];

        // It listens in real time, and says so where a machine that stands still has torn what it heard. A fault of its own
        // would be there each time.
        string[] sheet = [];
        for (int tries = 0; tries < Patience.Tries && !IsWell(); tries++)
        {
            await using ExternalProgram program = Start(
                "selftest",
                "--data",
                EmptyFolder(),
                "--board",
                "simulated",
                "--no-questions"
            );

            // What it says of this machine's network is not the matter here.
            await program.Exit(4 * Patience.Soon);
            sheet = [.. program.Output.All];
        }

        Assert.All(
            well,
            start => Assert.Contains(sheet, l => l.StartsWith(start, StringComparison.Ordinal))
        );

        bool IsWell() =>
            well.All(start => sheet.Any(l => l.StartsWith(start, StringComparison.Ordinal)));
    }

    [Fact]
    public Task Stopping_ends_every_call_with_BYE() =>
        Scene.Play(async scene =>
        {
            RawPhone caller = await scene.Scripted("101");
            RawPhone callee = await scene.Scripted("102");
            RawCall outgoing = await caller.Invite("102");
            RawCall incoming = await callee.Rings();
            await incoming.PickUp();
            await outgoing.Final();
            Task stopped = scene.Exchange.DisposeAsync().AsTask();
            await Task.WhenAll(outgoing.Ended(), incoming.Ended(), stopped);
        });

    [Fact]
    public Task A_telephone_is_still_known_after_a_restart() =>
        Scene.Play(async scene =>
        {
            await using RawPhone callee = await scene.Scripted("102");
            await scene.Exchange.Restart();
            RawPhone caller = await scene.Scripted("101");
            RawCall outgoing = await caller.Invite("102");
            RawCall incoming = await callee.Rings();
            await incoming.PickUp();
            await outgoing.Final();
            await outgoing.Bye();
            await incoming.Ended();
        });

    [Fact]
    public Task A_datagram_that_is_no_good_SIP_is_answered_400_and_disturbs_nobody() =>
        Scene.Play(async scene =>
        {
            RawPhone phone = await scene.Scripted("101");
            phone.Send(
                new SipText("OPTIONS sip:127.0.0.1 SIP/2.0")
                    .With("Via", $"SIP/2.0/UDP 127.0.0.1:{phone.Port};branch=z9hG4bKbad")
                    .With("From", "<sip:101@127.0.0.1>;tag=1")
                    .With("To", "<sip:127.0.0.1>")
                    .With("Call-ID", "bad-sequence")
                    .With("CSeq", "many OPTIONS")
            );
            SipText answer = await phone.Expect("answer", m => m.CallId == "bad-sequence");
            Assert.Equal(400, answer.Status);
            Assert.Contains("CSeq", answer.StartLine, StringComparison.Ordinal);
            phone.SendBytes([0xFF, 0xFE, .. Encoding.ASCII.GetBytes("INVITE\r\n\r\n"), 0]);
            Assert.Equal(200, (await phone.Register()).Status);
        });

    private static ExternalProgram Start(params string[] arguments) =>
        new("qx200", Release.Program(arguments), Path.Combine(EmptyFolder(), "qx200.log"));

    private static string EmptyFolder()
    {
        string folder = Path.Combine(
            Release.Root,
            "out",
            "acceptance",
            "programs",
            Guid.NewGuid().ToString("N")
        );
        Directory.CreateDirectory(folder);
        return folder;
    }

    private static void WriteSystemIni(string folder, string text) =>
        File.WriteAllText(Path.Combine(folder, "system.ini"), text);
}
