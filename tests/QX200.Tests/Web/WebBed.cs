using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QX200.Runtime;
using QX200.Settings;
using QX200.Status;
using QX200.Tests.Update;
using QX200.Update;
using QX200.Web;

namespace QX200.Tests.Web;

/// <summary>The web host on a loopback port of its own, over factory settings, without telephones.</summary>
internal sealed class WebBed : IDisposable
{
    private readonly SignalLoop _loop;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qx200-web-");

    /// <param name="appliance">Whether there are two systems to update.</param>
    public WebBed(bool appliance = true)
    {
        Box = new BoxFiles(Path.Combine(_folder.FullName, "box"));
        Folder = new SettingsFolder(_folder.FullName);
        _ = Folder.MakeWhatIsMissing(out _);
        Tail = new LogTail(Clock);
        Certificate = new BoxCertificate(Folder, Clock, NullLogger.Instance);
        _loop = new SignalLoop(Clock, NullLogger.Instance);
        Store = new SettingsStore(
            Folder,
            Folder.Start(Clock.GetUtcNow()),
            _loop,
            _ => { },
            NullLogger.Instance
        );
        int port = FreePort.Next();
        Host = WebRoom.Make(
            new WebOptions
            {
                Bind = IPAddress.Loopback,
                Port = port,
                TlsPort = 0,
                Certificate = () => Certificate.Chain,
            },
            new WebRooms
            {
                Folder = Folder,
                Store = Store,
                Certificate = Certificate,
                Status = Board,
                Clock = Clock,
                Log = new LoggerFactory(),
                Version = "1.2.3",
                Tail = Tail,
                Rejected = () => [new("SIP: Missing Via", 3), new("nothing", 0)],
                Restart = () => Restarts++,
                Update = appliance
                    ? new UpdateDesk(Box.Places, new RunFolder(Box.Run), Clock)
                    : null,
            }
        );
        Host.TakePorts();
        Host.Start();
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        Client = new HttpClient(handler) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Token = new ApiTokens(Folder).Make(Clock.GetUtcNow());
    }

    /// <summary>What the image and the units around the program keep.</summary>
    public BoxFiles Box { get; }

    public FakeTimeProvider Clock { get; } =
        new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));

    public SettingsFolder Folder { get; }

    public SettingsStore Store { get; }

    public BoxCertificate Certificate { get; }

    public StatusBoard Board { get; } = new();

    public LogTail Tail { get; }

    public int Restarts { get; private set; }

    public WebHost Host { get; }

    /// <summary>Without cookies and without a token.</summary>
    public HttpClient Client { get; }

    public string Token { get; }

    /// <summary>Asks with the token.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> Ask(
        HttpMethod method,
        string path,
        string? body = null,
        string? version = null
    )
    {
        using HttpResponseMessage answer = await Send(method, path, body, version);
        string text = await answer.Content.ReadAsStringAsync();
        return (
            answer.StatusCode,
            text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone()
        );
    }

    public async Task<HttpResponseMessage> Send(
        HttpMethod method,
        string path,
        string? body = null,
        string? version = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", version);
        }

        request.Content = body is null
            ? null
            : new StringContent(body, new MediaTypeHeaderValue("application/json"));
        return await Client.SendAsync(request);
    }

    public async Task<JsonElement> Get(string path) => (await Ask(HttpMethod.Get, path)).Body;

    public void Dispose()
    {
        Client.Dispose();
        Host.Stop();
        Host.Dispose();
        Store.Dispose();
        Tail.Dispose();
        _loop.Dispose();
        _folder.Delete(recursive: true);
    }
}
