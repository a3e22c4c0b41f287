using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace QX200.Web;

/// <summary>
/// The front door of Web: Kestrel inside the program. <see cref="Add"/> routes, <see cref="TakePorts"/>,
/// <see cref="Start"/>, <see cref="Stop"/>, all at the composition root. Answers run on pool threads.
/// </summary>
internal sealed class WebHost : IDisposable
{
    private readonly WebOptions _options;
    private readonly IAdmission _admission;
    private readonly ILoggerFactory _log;
    private readonly List<Action<WebRoutes>> _rooms = [];
    private readonly ListenSockets _sockets = new();
    private readonly SourceLimit _sources = new(32);
    private WebApplication? _app;

    public WebHost(WebOptions options, IAdmission admission, ILoggerFactory log)
    {
        _options = options;
        _admission = admission;
        _log = log;
    }

    /// <summary>Cancelled when the stop begins: what streams for ever ends then.</summary>
    public CancellationToken Stopping =>
        _app?.Lifetime.ApplicationStopping ?? CancellationToken.None;

    /// <summary>The routes that are served, for a test that compares them with their description.</summary>
    public IEnumerable<Endpoint> Endpoints =>
        ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)_app!).DataSources.SelectMany(s =>
            s.Endpoints
        );

    /// <summary>Before the start: more routes.</summary>
    public void Add(Action<WebRoutes> routes) => _rooms.Add(routes);

    /// <summary>Before anything else starts. Nothing is taken where both ports are off.</summary>
    /// <exception cref="WebStartException">A port can't be had.</exception>
    public void TakePorts()
    {
        foreach (int port in Ports())
        {
            _sockets.Take(_options.Bind, port);
        }
    }

    /// <summary>After <see cref="TakePorts"/>: requests are answered from here on.</summary>
    public void Start()
    {
        if (!Ports().Any())
        {
            return;
        }

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = "qx200" }
        );
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<ILoggerFactory>(new QuietLog(_log));
        // The program itself listens to signals.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<SocketTransportOptions>(o =>
        {
            o.IOQueueCount = 1;
            o.CreateBoundListenSocket = _sockets.HandOver;
        });
        builder.Services.Configure<KestrelServerOptions>(Configure);
        builder.Services.Configure<HostOptions>(static o =>
            o.ShutdownTimeout = TimeSpan.FromMilliseconds(500)
        );

        _app = builder.Build();
        var gate = new Gate(
            _options,
            new HostNames(_options.Names, Environment.MachineName),
            _admission
        );
        ILogger log = _log.CreateLogger<WebHost>();
        _app.Use(next => context => Guarded(context, next, log));
        _app.UseWebSockets();
        _app.UseRouting();
        _app.Use(next => context => gate.Admit(context, next));
        var routes = new WebRoutes(_app);
        _rooms.ForEach(room => room(routes));
        _app.StartAsync().GetAwaiter().GetResult();
    }

    /// <summary>Ends open requests, half a second at most.</summary>
    public void Stop()
    {
        if (_app is null)
        {
            return;
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        _app.StopAsync(limit.Token)
            .ContinueWith(static _ => { }, TaskScheduler.Default)
            .Wait(TimeSpan.FromSeconds(1));
    }

    /// <summary>After <see cref="Stop"/>, or instead of a start.</summary>
    public void Dispose() => _sockets.Dispose();

    private IEnumerable<int> Ports() =>
        ((int[])[_options.Port, _options.TlsPort]).Where(static port => port != 0);

    private static async Task Guarded(HttpContext context, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(context);
            if (context.Response is { StatusCode: >= 400, HasStarted: false, ContentType: null })
            {
                await context.Problem(context.Response.StatusCode, Refusal(context));
            }
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException bad)
        {
            if (!context.Response.HasStarted)
            {
                await context.Problem(
                    bad.StatusCode,
                    bad.StatusCode == StatusCodes.Status413PayloadTooLarge
                        ? "What was sent is larger than it may be."
                        : "The request is not good HTTP."
                );
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser has left.
        }
        catch (Exception fault)
        {
            WebLog.Fault(log, context.Request.Method, context.Request.Path, fault);
            if (!context.Response.HasStarted)
            {
                await context.Problem(500, "The box made a mistake; its log says more.");
            }
        }
    }

    private static string Refusal(HttpContext context) =>
        context.Response.StatusCode switch
        {
            404 => "There is nothing at this address.",
            405 => $"This address does not take {context.Request.Method}.",
            _ => "The request was refused.",
        };

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowSynchronousIO = false;
        kestrel.Limits.MaxConcurrentConnections = 128;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 16;
        kestrel.Limits.MaxRequestBodySize = WebRoutes.UsualBody;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestLineSize = 4 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(65);
        kestrel.Limits.Http2.MaxStreamsPerConnection = 32;
        if (_options.Port != 0)
        {
            kestrel.Listen(_options.Bind, _options.Port, Limited);
        }

        if (_options.TlsPort != 0)
        {
            kestrel.Listen(
                _options.Bind,
                _options.TlsPort,
                listen =>
                {
                    Limited(listen);
                    listen.UseHttps(Tls());
                }
            );
        }
    }

    private void Limited(ListenOptions listen) =>
        listen.Use(next => connection => _sources.Pass(connection, next));

    private TlsHandshakeCallbackOptions Tls() =>
        new()
        {
            HandshakeTimeout = TimeSpan.FromSeconds(10),
            OnConnection = _ =>
                ValueTask.FromResult(
                    new SslServerAuthenticationOptions
                    {
                        ServerCertificateContext = _options.Certificate(),
                        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    }
                ),
        };

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
