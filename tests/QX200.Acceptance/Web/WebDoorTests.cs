using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Xunit;

namespace QX200.Acceptance.Web;

/// <summary>
/// What strangers try at the pages of the published program, after OWASP's list: no session, a stolen click, odd paths,
/// far too much, guesses, and a look for secrets wherever they should not be.
/// </summary>
public sealed class WebDoorTests
{
    private static readonly string[] s_secrets =
    [
        "secret-of-101",
        "a horse in the cellar",
        "4711 0815",
        "outside-password",
    ];

    [Fact]
    public Task Strangers_get_nothing_and_do_nothing() =>
        Play(
            async (_, http) =>
            {
                foreach ((string method, string path) in await Described(http))
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), path);
                    request.Content = method == "GET" ? null : Json("{}");
                    using HttpResponseMessage answer = await http.SendAsync(request);
                    Assert.True(
                        answer.StatusCode == HttpStatusCode.Unauthorized,
                        $"{method} {path} answers a stranger with {answer.StatusCode}"
                    );
                }

                foreach (
                    string forged in (string[])
                        ["", "x", "Bearer", $"Bearer {new string('0', 64)}", "Basic YTpi"]
                )
                {
                    using var request = new HttpRequestMessage(
                        HttpMethod.Get,
                        "/api/v1/extensions"
                    );
                    request.Headers.TryAddWithoutValidation("Authorization", forged);
                    request.Headers.TryAddWithoutValidation(
                        "Cookie",
                        $"qx200-session={new string('0', 64)}"
                    );
                    using HttpResponseMessage answer = await http.SendAsync(request);
                    Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                }
            }
        );

    [Fact]
    public Task A_page_of_another_site_can_not_use_the_owners_session() =>
        Play(
            async (_, http) =>
            {
                (string cookie, string csrf) = await SignIn(http);
                const string Body = """{"number":"79","type":"park"}""";
                Assert.Equal(HttpStatusCode.Forbidden, await Post(http, Body, cookie, csrf: ""));
                Assert.Equal(
                    HttpStatusCode.Forbidden,
                    await Post(http, Body, cookie, csrf: new string('0', 64))
                );
                Assert.Equal(
                    HttpStatusCode.Forbidden,
                    await Post(http, Body, cookie, csrf, ("Origin", "http://evil.example"))
                );
                Assert.Equal(
                    HttpStatusCode.Forbidden,
                    await Post(http, Body, cookie, csrf, ("Sec-Fetch-Site", "cross-site"))
                );
                Assert.Equal(
                    HttpStatusCode.MisdirectedRequest,
                    await Post(http, Body, cookie, csrf, ("Host", "evil.example"))
                );
                Assert.Equal(HttpStatusCode.Created, await Post(http, Body, cookie, csrf));
            }
        );

    [Fact]
    public Task Odd_paths_lead_nowhere() =>
        Play(
            async (scene, http) =>
            {
                string token = await scene.Exchange.Token();
                foreach (
                    string path in (string[])
                        [
                            "/assets/../app.html",
                            "/assets/%2e%2e/%2e%2e/system.ini",
                            "/assets/..%2f..%2fsystem.ini",
                            "/assets/....//system.ini",
                            "/assets/%00",
                            "/../extensions.ini",
                            "//etc/passwd",
                            "/api/v1/extensions/..%2f..%2ftokens",
                            "/api/v1/music/..%2f..%2fextensions.ini",
                            "/api/v1/music/%2fetc%2fpasswd",
                        ]
                )
                {
                    string answer = await Raw(
                        scene.Exchange.WebPorts.Plain,
                        $"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
                    );
                    Assert.Matches("^HTTP/1.1 (400|404) ", answer);
                    Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
                }

                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/sign-in")).StatusCode);
            }
        );

    [Fact]
    public Task What_is_far_too_large_is_refused_before_it_has_come() =>
        Play(
            async (scene, http) =>
            {
                string token = await scene.Exchange.Token();
                foreach (
                    string path in (string[])
                        ["/api/v1/extensions", "/api/v1/session", "/api/v1/music"]
                )
                {
                    string answer = await Raw(
                        scene.Exchange.WebPorts.Plain,
                        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 104857600\r\n\r\n{{"
                    );
                    Assert.Matches("^HTTP/1.1 (413|404|405) ", answer);
                }

                string stranger = await Raw(
                    scene.Exchange.WebPorts.Plain,
                    "POST /api/v1/extensions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857600\r\n\r\n{"
                );
                Assert.StartsWith("HTTP/1.1 401 ", stranger, StringComparison.Ordinal);
                string headers = await Raw(
                    scene.Exchange.WebPorts.Plain,
                    $"GET / HTTP/1.1\r\nHost: localhost\r\nX: {new string('x', 40_000)}\r\n\r\n"
                );
                Assert.StartsWith("HTTP/1.1 431 ", headers, StringComparison.Ordinal);
                Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/sign-in")).StatusCode);
            }
        );

    [Fact]
    public Task Guessing_is_slowed_down_and_a_right_token_still_works() =>
        Play(
            async (scene, http) =>
            {
                _ = await SignIn(http);
                var answers = new List<HttpStatusCode>();
                for (int i = 0; i < 7; i++)
                {
                    using HttpResponseMessage answer = await http.PostAsync(
                        "/api/v1/session",
                        Json($$"""{"password":"guess number {{i}}"}""")
                    );
                    answers.Add(answer.StatusCode);
                }

                Assert.Equal(5, answers.Count(static a => a == HttpStatusCode.Unauthorized));
                Assert.Equal(2, answers.Count(static a => a == HttpStatusCode.TooManyRequests));
                Assert.Equal(
                    HttpStatusCode.OK,
                    await Get(http, "/api/v1/status", await scene.Exchange.Token())
                );
            }
        );

    [Fact]
    public Task HTTPS_shows_the_boxs_certificate_and_keeps_cookies_to_itself() =>
        Play(
            async (scene, _) =>
            {
                using var own = X509Certificate2.CreateFromPem(
                    await File.ReadAllTextAsync(
                        Path.Combine(scene.Exchange.Folder, "tls", "cert.pem")
                    )
                );
                using var handler = new SocketsHttpHandler
                {
                    UseCookies = false,
                    SslOptions = new SslClientAuthenticationOptions
                    {
                        RemoteCertificateValidationCallback = (_, shown, _, _) =>
                            shown!.GetCertHashString() == own.GetCertHashString(),
                    },
                };
                using var https = new HttpClient(handler)
                {
                    BaseAddress = new Uri($"https://127.0.0.1:{scene.Exchange.WebPorts.Tls}"),
                };
                using HttpResponseMessage answer = await https.PostAsync(
                    "/api/v1/password",
                    Json("""{"password":"a horse in the cellar"}""")
                );
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.All(
                    answer.Headers.GetValues("Set-Cookie"),
                    static cookie =>
                    {
                        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
                        Assert.Contains("secure", cookie, StringComparison.Ordinal);
                        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
                    }
                );
            }
        );

    [Fact]
    public Task Secrets_are_nowhere_that_nobody_asked_for_them() =>
        Play(
            async (scene, http) =>
            {
                string token = await scene.Exchange.Token();
                (string cookie, string csrf) = await SignIn(http);
                Assert.Equal(
                    HttpStatusCode.Created,
                    await Post(
                        http,
                        """{"number":"79","type":"park","password":"47110815","sip-server":"127.0.0.1:9","sip-user":"892220","sip-password":"outside-password"}""",
                        cookie,
                        csrf
                    )
                );
                foreach (
                    string path in (string[])
                        [
                            "/api/v1/extensions",
                            "/api/v1/extensions/79",
                            "/api/v1/extensions/101",
                            "/api/v1/status",
                            "/api/v1/notices",
                            "/api/v1/tokens",
                            "/api/v1/trunks",
                            "/api/v1/system",
                            "/metrics",
                            "/openapi/v1.json",
                        ]
                )
                {
                    string text = await Text(http, path, token);
                    Assert.All(
                        [.. s_secrets, "47110815", token, csrf],
                        secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal)
                    );
                }

                Assert.Contains(
                    "47110815",
                    await Text(http, "/api/v1/extensions/79?secrets=password", token),
                    StringComparison.Ordinal
                );
                string log = string.Join('\n', scene.Exchange.Log.All);
                Assert.All(
                    [.. s_secrets, "47110815", token, csrf],
                    secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal)
                );
            }
        );

    [Fact]
    public async Task A_web_port_in_use_is_one_sentence_and_exit_1()
    {
        int port = Ports.Next();
        using var taken = new Socket(SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, port));
        taken.Listen();
        string folder = Path.Combine(Release.Root, "out", "acceptance", "web-port-in-use");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "system.ini"),
            $"[sip]\nbind = 127.0.0.1\nport = {Ports.Next()}\n[web]\nbind = 127.0.0.1\nport = {port}\ntls-port = 0\n"
        );
        await using var program = new ExternalProgram(
            "qx200",
            Release.Program(["run", "--data", folder, "--board", "simulated"]),
            Path.Combine(folder, "qx200.log")
        );
        Assert.Equal(1, await program.Exit(Patience.Soon));
        string sentence = Assert.Single(program.Errors.All);
        Assert.Contains($"127.0.0.1:{port}", sentence, StringComparison.Ordinal);
    }

    private static Task Play(
        Func<Scene, HttpClient, Task> play,
        [System.Runtime.CompilerServices.CallerMemberName] string name = ""
    ) =>
        Scene.Play(
            async scene =>
            {
                using var handler = new SocketsHttpHandler
                {
                    UseCookies = false,
                    AllowAutoRedirect = false,
                };
                using var http = new HttpClient(handler)
                {
                    BaseAddress = new Uri(scene.Exchange.WebUrl),
                };
                await play(scene, http);
            },
            new ExchangeSettings
            {
                Users = ["101", "102"],
                ParkExtensions = [],
                Web = true,
            },
            name: name
        );

    /// <summary>Every operation of the description that is not open to everybody, with an extension in its path.</summary>
    private static async Task<IEnumerable<(string Method, string Path)>> Described(HttpClient http)
    {
        using var description = JsonDocument.Parse(await http.GetStringAsync("/openapi/v1.json"));
        return
        [
            .. description
                .RootElement.GetProperty("paths")
                .EnumerateObject()
                .Where(static p => p.Name != "/metrics")
                .SelectMany(static p =>
                    p.Value.EnumerateObject()
                        .Where(static o => !o.Value.TryGetProperty("security", out _))
                        .Select(o =>
                            (
                                o.Name.ToUpperInvariant(),
                                p.Name.Replace("{id}", "101", StringComparison.Ordinal)
                                    .Replace("{section}", "park", StringComparison.Ordinal)
                            )
                        )
                ),
        ];
    }

    private static async Task<(string Cookie, string Csrf)> SignIn(HttpClient http)
    {
        using HttpResponseMessage set = await http.PostAsync(
            "/api/v1/password",
            Json("""{"password":"a horse in the cellar"}""")
        );
        using var body = JsonDocument.Parse(await set.Content.ReadAsStringAsync());
        string cookie = string.Join(
            "; ",
            set.Headers.GetValues("Set-Cookie").Select(static c => c.Split(';')[0])
        );
        return (cookie, body.RootElement.GetProperty("csrf").GetString()!);
    }

    private static async Task<HttpStatusCode> Post(
        HttpClient http,
        string body,
        string cookie,
        string csrf,
        (string Name, string Value)? header = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/extensions");
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        request.Headers.TryAddWithoutValidation("X-CSRF-Token", csrf);
        if (header is var (name, value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Content = Json(body);
        using HttpResponseMessage answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> Get(HttpClient http, string path, string token)
    {
        using HttpResponseMessage answer = await Send(http, path, token);
        return answer.StatusCode;
    }

    private static async Task<string> Text(HttpClient http, string path, string token)
    {
        using HttpResponseMessage answer = await Send(http, path, token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> Send(HttpClient http, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request);
    }

    /// <summary>Bytes as they are, which no client library would send; what comes back until it is quiet.</summary>
    private static async Task<string> Raw(int port, string request)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        var buffer = new byte[64 << 10];
        using var late = new CancellationTokenSource(Patience.Soon);
        int got = await socket.ReceiveAsync(buffer, late.Token);
        return Encoding.UTF8.GetString(buffer, 0, got);
    }

    private static StringContent Json(string text) =>
        new(text, new MediaTypeHeaderValue("application/json"));
}
