using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QX200.Runtime;
using QX200.Settings;
using QX200.Update;
using Xunit;

namespace QX200.Tests.Update;

/// <summary>What the program says to systemd and to the units around it.</summary>
public sealed class UnitsAroundTests : IDisposable
{
    private readonly DirectoryInfo _run = Directory.CreateTempSubdirectory("qx200-run-");

    public void Dispose() => _run.Delete(recursive: true);

    [Fact]
    public void The_wall_is_told_every_port_that_is_served_and_none_that_is_off()
    {
        new RunFolder(_run.FullName).Serve(ServiceDuties.Served(new SystemSettings()));
        Assert.Equal(
            "udp 5060\ntcp 5060\nudp 16384-32767\ntcp 8080\ntcp 8443\n",
            Read(RunFolder.PortsFile)
        );
    }

    [Theory]
    [InlineData(60_000, "60\n")]
    [InlineData(240_000, "240\n")]
    [InlineData(1_500, "2\n")]
    public void How_long_the_trial_lasts_is_told_in_whole_seconds(int milliseconds, string told)
    {
        new RunFolder(_run.FullName).TrialLasts(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(told, Read(RunFolder.TrialFile));
    }

    [Fact]
    public void A_folder_that_is_gone_is_no_fault() =>
        Assert.False(new RunFolder("/nowhere/at/all").AskRestart());

    [Fact]
    public async Task A_trial_leaves_its_verdict_and_ends()
    {
        var clock = new FakeTimeProvider();
        int looks = 0;
        List<string> verdicts = [];
        var trial = new TrialRun(
            new RunFolder(_run.FullName),
            new TrialTerms(TimeSpan.FromSeconds(3), 1),
            _ =>
            {
                verdicts.Add(Read(RunFolder.VerdictFile));
                bool answers = looks > 2;
                return Task.FromResult(new TrialLook(default, answers, true, ++looks * 100, 0));
            },
            clock,
            NullLogger.Instance
        );
        Task run = trial.Run(TestContext.Current.CancellationToken);
        while (!run.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await run;
        Assert.Equal("good\n", Read(RunFolder.VerdictFile));
        Assert.Equal(
            ["", "sick: its own SIP port does not answer\n", "well\n"],
            verdicts.Distinct(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(3, 599, false)]
    [InlineData(3, 600, true)]
    public void A_restart_waits_for_calls_and_not_for_ever(int calls, int waited, bool due) =>
        Assert.Equal(
            due,
            RestartRun.IsDue(calls, TimeSpan.FromSeconds(waited), TimeSpan.FromMinutes(10))
        );

    [Fact]
    public async Task How_long_a_restart_still_waits_is_told()
    {
        var clock = new FakeTimeProvider();
        UpdateReport report = UpdateReport.None;
        int calls = 2;
        var restart = new RestartRun(
            () => report,
            () => calls,
            () => TimeSpan.FromSeconds(60),
            () => true,
            clock,
            NullLogger.Instance
        );
        Task run = restart.Run(TestContext.Current.CancellationToken);
        Assert.Null(restart.Left);
        report = new UpdateReport(UpdatePhase.Installed, 100, "1.5.0", "");
        await Turn(clock, () => restart.Left is not null);
        TimeSpan first = restart.Left!.Value;
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(first - TimeSpan.FromSeconds(1), restart.Left);
        Assert.False(restart.IsDueNow);
        calls = 0;
        await Turn(clock, () => run.IsCompleted);
        Assert.True(restart.IsDueNow);
    }

    private static async Task Turn(FakeTimeProvider clock, Func<bool> holds)
    {
        while (!holds())
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_box_that_answers_by_SIP_is_heard()
    {
        using var box = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var address = (IPEndPoint)box.Client.LocalEndPoint!;
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Task<bool> heard = SipEcho.Answers(address, TimeSpan.FromSeconds(30), cancel);
        UdpReceiveResult asked = await box.ReceiveAsync(cancel);
        string text = Encoding.ASCII.GetString(asked.Buffer);
        Assert.StartsWith("OPTIONS sip:127.0.0.1:", text, StringComparison.Ordinal);
        await box.SendAsync("SIP/2.0 200 OK\r\n\r\n"u8.ToArray(), asked.RemoteEndPoint, cancel);
        Assert.True(await heard);
    }

    [Fact]
    public async Task One_whose_port_is_shut_is_not()
    {
        IPEndPoint address;
        using (var closed = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)))
        {
            address = (IPEndPoint)closed.Client.LocalEndPoint!;
        }

        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.False(await SipEcho.Answers(address, TimeSpan.FromSeconds(30), cancel));
    }

    [Fact]
    public void Systemd_is_told_when_calls_are_taken_and_that_it_lives()
    {
        string path = Path.Combine(_run.FullName, "notify");
        using var systemd = new Socket(
            AddressFamily.Unix,
            SocketType.Dgram,
            ProtocolType.Unspecified
        );
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        using var notices = new ServiceNotices(path, "15000000");
        Assert.Equal(TimeSpan.FromSeconds(5), notices.SignOfLifeEvery);
        notices.Ready("taking calls");
        notices.Alive();
        notices.Stopping();
        Assert.Equal("READY=1\nSTATUS=taking calls", Receive(systemd));
        Assert.Equal("WATCHDOG=1", Receive(systemd));
        Assert.Equal("STOPPING=1", Receive(systemd));
    }

    [Theory]
    [InlineData(null, "15000000")]
    [InlineData("", "")]
    [InlineData("/nowhere/notify", "15000000")]
    public void Without_systemd_nothing_is_sent(string? address, string? watchdog)
    {
        using var notices = new ServiceNotices(address, watchdog);
        Assert.Null(notices.SignOfLifeEvery);
        notices.Ready("");
        notices.Alive();
    }

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[256];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }

    private string Read(string name)
    {
        string file = Path.Combine(_run.FullName, name);
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }
}
