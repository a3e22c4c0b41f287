using System.Net;
using System.Net.Sockets;
using System.Text;
using QX200.Update;
using Xunit;

namespace QX200.Tests;

public sealed class ExchangeUnitTests
{
    private readonly List<string> _ran = [];
    private readonly Dictionary<string, ProgramResult> _answers = [];
    private readonly ExchangeUnit _unit;

    public ExchangeUnitTests() =>
        _unit = new ExchangeUnit(
            (program, arguments) =>
            {
                string command = $"{program} {string.Join(' ', arguments)}";
                _ran.Add(command);
                return _answers.GetValueOrDefault(command, new ProgramResult(0, "", ""));
            }
        );

    [Theory]
    [InlineData("active", true)]
    [InlineData("activating", true)]
    [InlineData("inactive", false)]
    [InlineData("failed", false)]
    [InlineData("", false)]
    public void It_runs_where_systemd_says_so_or_is_about_to_start_it(string state, bool runs)
    {
        _answers["systemctl is-active qx200.service"] = new(runs ? 0 : 3, state + "\n", "");
        _answers["systemctl is-active qx200-trial.service"] = new(0, "active\n", "");
        Assert.Equal(runs, _unit.Runs);
        Assert.True(_unit.IsOnTrial);
    }

    [Fact]
    public void It_is_stopped_under_a_guard_that_starts_it_whatever_happens()
    {
        Assert.Null(_unit.Stop());
        Assert.Null(_unit.Start());
        Assert.Equal(
            [
                "systemd-run --no-ask-password --quiet --collect --unit=qx200-after-selftest --on-active=20min systemctl start qx200.service",
                "systemctl --no-ask-password stop qx200.service",
                "systemctl --no-ask-password start qx200.service",
                "systemctl --no-ask-password stop qx200-after-selftest.timer",
            ],
            _ran
        );
    }

    [Fact]
    public void Who_may_not_stop_it_is_told_so()
    {
        _answers["systemctl --no-ask-password stop qx200.service"] = new(
            4,
            "",
            "\nFailed to stop qx200.service: Access denied\nSee system logs\n"
        );
        Assert.Equal(
            "the exchange can't be stopped: Failed to stop qx200.service: Access denied",
            _unit.Stop()
        );
        Assert.Equal(
            [
                "systemctl --no-ask-password start qx200.service",
                "systemctl --no-ask-password stop qx200-after-selftest.timer",
            ],
            _ran[^2..]
        );
    }

    [Fact]
    public void One_that_does_not_come_back_is_said()
    {
        _answers["systemctl --no-ask-password start qx200.service"] = new(1, "", "");
        Assert.Equal(
            "the exchange does not start again: systemctl ended with 1 (journalctl -u qx200)",
            _unit.Start()
        );
    }

    [Theory]
    [InlineData(
        "# HELP qx200_calls x\n# TYPE qx200_calls gauge\nqx200_calls 3\nqx200_parked_calls 1\n",
        3
    )]
    [InlineData("qx200_calls 0\n", 0)]
    [InlineData("qx200_calls x\n", null)]
    [InlineData("HTTP/1.1 401 Unauthorized\r\n\r\n", null)]
    public void Calls_are_read_off_the_metrics(string metrics, int? calls) =>
        Assert.Equal(calls, ExchangeUnit.Count(metrics));

    [Fact]
    public async Task The_exchange_is_asked_on_loopback()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Task<int?> asked = Task.Run(() => ExchangeUnit.Calls(new IPEndPoint(IPAddress.Any, port)));
        using (TcpClient client = await listener.AcceptTcpClientAsync(default))
        {
            NetworkStream stream = client.GetStream();
            byte[] request = new byte[512];
            int length = await stream.ReadAsync(request);
            Assert.StartsWith(
                "GET /metrics HTTP/1.0\r\n",
                Encoding.ASCII.GetString(request, 0, length)
            );
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\nqx200_calls 7\n"u8.ToArray());
        }

        Assert.Equal(7, await asked);
        listener.Stop();
        Assert.Null(ExchangeUnit.Calls(new IPEndPoint(IPAddress.Any, port)));
    }
}
