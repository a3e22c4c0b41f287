using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using QX200.Status;

namespace QX200.Web.Api;

/// <summary><c>/metrics</c> in Prometheus' text format 0.0.4: for the box itself, and for whoever has a token.</summary>
internal sealed class MetricsRoutes(StatusBoard board, TimeProvider clock, string version)
{
    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private readonly List<Figure> _figures =
    [
        new("qx200_calls", "gauge", "Calls in progress.", static s => s.Calls.Length),
        new("qx200_parked_calls", "gauge", "Calls that are parked.", static s => s.Parked.Length),
        new(
            "qx200_registrations",
            "gauge",
            "Telephones that are registered.",
            static s => s.Extensions.Sum(static e => e.Registrations.Length)
        ),
        new(
            "qx200_extensions_registered",
            "gauge",
            "Extensions with at least one registered telephone.",
            static s => s.Extensions.Count(static e => e.Registrations.Length > 0)
        ),
        new(
            "qx200_sip_transactions",
            "gauge",
            "SIP transactions alive.",
            static s => s.Counters.Transactions
        ),
        new("qx200_sip_dialogs", "gauge", "SIP dialogs alive.", static s => s.Counters.Dialogs),
        new("qx200_rtp_streams", "gauge", "RTP streams open.", static s => s.Counters.Streams),
    ];

    /// <summary>Before the start: a figure of another room. The name begins with <c>qx200_</c>; a counter ends in <c>_total</c>.</summary>
    public void Add(string name, string help, Func<double> value) =>
        _figures.Add(
            new Figure(name, name.EndsWith("_total") ? "counter" : "gauge", help, _ => value())
        );

    public void Add(WebRoutes routes) => routes.Get("/metrics", Door.Loopback, Tell);

    private Task Tell(HttpContext context)
    {
        StatusSnapshot now = board.Current;
        var text = new StringBuilder();
        foreach (Figure figure in _figures)
        {
            Head(text, figure.Name, figure.Kind, figure.Help);
            text.Append(CultureInfo.InvariantCulture, $"{figure.Name} {figure.Value(now)}\n");
        }

        Head(
            text,
            "qx200_account_registered",
            "gauge",
            "1 where an outside account is registered."
        );
        foreach (AccountStatus account in now.Accounts)
        {
            int registered = account.Phase == AccountPhase.Registered ? 1 : 0;
            text.Append(
                $"qx200_account_registered{{account=\"{Escaped(account.Name)}\"}} {registered}\n"
            );
        }

        Head(text, "qx200_build_info", "gauge", "Always 1; the version is in the label.");
        text.Append($"qx200_build_info{{version=\"{Escaped(version)}\"}} 1\n");
        Head(
            text,
            "process_start_time_seconds",
            "gauge",
            "When the program started, in Unix time."
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"process_start_time_seconds {_started.ToUnixTimeMilliseconds() / 1000.0}\n"
        );
        Head(text, "process_resident_memory_bytes", "gauge", "Memory that the program holds.");
        text.Append(
            CultureInfo.InvariantCulture,
            $"process_resident_memory_bytes {Environment.WorkingSet}\n"
        );
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        context.Response.ContentLength = bytes.Length;
        return context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static void Head(StringBuilder text, string name, string kind, string help) =>
        text.Append($"# HELP {name} {help}\n# TYPE {name} {kind}\n");

    private static string Escaped(string label) =>
        label.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    private sealed record Figure(
        string Name,
        string Kind,
        string Help,
        Func<StatusSnapshot, double> Value
    );
}
