using System.Diagnostics;
using System.Globalization;

namespace QX200.Acceptance.Phones;

/// <summary>sipp with a scenario of our own, from <c>scenarios/</c>. It succeeds when every call of it did.</summary>
internal sealed class Sipp : IAsyncDisposable
{
    private readonly ExternalProgram _program;
    private readonly string _log;

    /// <summary>Starts sipp.</summary>
    /// <param name="scenario">File name within <c>scenarios/</c>.</param>
    /// <param name="account">Whom it registers as or calls as; may be several for as many calls.</param>
    public Sipp(
        string folder,
        string scenario,
        Account[] accounts,
        int port,
        params string[] arguments
    )
    {
        Directory.CreateDirectory(folder);
        string name = Path.GetFileNameWithoutExtension(scenario);
        string users = Path.Combine(folder, $"{name}-{port}.csv");
        File.WriteAllLines(users, ["SEQUENTIAL", .. accounts.Select(Line)]);
        _log = Path.Combine(folder, $"{name}-{port}.log");
        int exchange = accounts[0].ExchangePort;
        string file = Path.Combine(
            Release.Root,
            "tests",
            "QX200.Acceptance",
            "scenarios",
            scenario
        );
        var start = new ProcessStartInfo(
            "sipp",
            [
                Text($"127.0.0.1:{exchange}"),
                "-sf",
                file,
                "-inf",
                users,
                "-i",
                "127.0.0.1",
                "-mi",
                "127.0.0.1",
                "-p",
                Text($"{port}"),
                "-nostdin",
                "-trace_err",
                "-error_file",
                _log + ".err",
                "-timeout_error",
                .. arguments,
            ]
        )
        {
            WorkingDirectory = folder,
        };
        start.Environment["TERM"] = "dumb";
        _program = new ExternalProgram($"sipp {name}", start, _log);
    }

    /// <summary>Waits for the end; throws with sipp's own words where a call failed.</summary>
    public async Task Succeeds(TimeSpan? limit = null)
    {
        int code = await _program.Exit(limit ?? Patience.Soon);
        if (code != 0)
        {
            string errors = File.Exists(_log + ".err")
                ? await File.ReadAllTextAsync(_log + ".err")
                : "";
            string screen = string.Join("\n", _program.Output.All.TakeLast(40));
            throw new InvalidOperationException($"sipp ended with {code}\n{errors}\n{screen}");
        }
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    // The authentication keyword must stand whole in the field: sipp does not nest fields in it.
    private static string Line(Account account) =>
        $"{account.Number};[authentication username={account.Number} password={account.Secret}]";

    private static string Text(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
