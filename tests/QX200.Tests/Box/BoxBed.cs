using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QX200.Board.Simulated;
using QX200.Box;
using QX200.Web;

namespace QX200.Tests.Box;

/// <summary>The drawn box on a loopback port, over a simulated board whose clock is turned by hand.</summary>
internal sealed class BoxBed : IDisposable, IAdmission
{
    private readonly WebHost _host;

    public BoxBed()
    {
        Board = new SimulatedBoard(Clock);
        Routes = new PanelRoutes(Board, () => View, () => _host!.Stopping);
        int port = FreePort.Next();
        _host = new WebHost(
            new WebOptions
            {
                Bind = IPAddress.Loopback,
                Port = port,
                TlsPort = 0,
                Certificate = () => null!,
            },
            this,
            new LoggerFactory()
        );
        _host.Add(Routes.Add);
        _host.TakePorts();
        _host.Start();
        Address = new Uri($"http://127.0.0.1:{port}");
        Client = new HttpClient { BaseAddress = Address };
        Board.Start();
    }

    public FakeTimeProvider Clock { get; } = new();

    public SimulatedBoard Board { get; }

    public PanelRoutes Routes { get; }

    public PanelView View { get; set; } = PanelView.Empty;

    public Uri Address { get; }

    public HttpClient Client { get; }

    public void Wait(double milliseconds)
    {
        for (double left = milliseconds; left > 0; left -= 1)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(Math.Min(left, 1)));
        }
    }

    public async Task<JsonElement> State()
    {
        using var document = JsonDocument.Parse(
            await Client.GetStringAsync(new Uri("/panel/api/state", UriKind.Relative))
        );
        return document.RootElement.Clone();
    }

    public async Task<(int Status, string Detail)> Post(
        string path,
        string body,
        string type = "application/json"
    )
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using HttpResponseMessage answer = await Client.PostAsync(
            new Uri($"/panel/api/{path}", UriKind.Relative),
            content
        );
        string text = await answer.Content.ReadAsStringAsync();
        using var document = JsonDocument.Parse(text);
        return (
            (int)answer.StatusCode,
            document.RootElement.TryGetProperty("detail", out JsonElement detail)
                ? detail.GetString()!
                : ""
        );
    }

    public async Task<ClientWebSocket> Socket(string path)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new UriBuilder(Address) { Scheme = "ws", Path = path }.Uri,
            CancellationToken.None
        );
        return socket;
    }

    public Task Admit(HttpContext context, RequestDelegate next) => context.Problem(401, "no");

    public void Dispose()
    {
        Client.Dispose();
        _host.Stop();
        _host.Dispose();
        Board.Dispose();
    }
}
