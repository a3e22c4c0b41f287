using System.Diagnostics;
using System.Globalization;

namespace QX200.Acceptance.Phones;

/// <summary>
/// The SIP server of a provider: Debian's Kamailio with the configuration in <c>scenarios/kamailio.cfg</c>. Its users
/// register with digest and call each other; it rewrites the Request-URI to the contact, as registrars do.
/// </summary>
internal sealed class Kamailio : IAsyncDisposable
{
    private readonly ExternalProgram _program;

    private Kamailio(ExternalProgram program) => _program = program;

    /// <summary>Starts it on 127.0.0.1 and waits until it takes requests.</summary>
    /// <param name="users">User names with their passwords.</param>
    public static async Task<Kamailio> Start(
        string folder,
        int port,
        params (string User, string Password)[] users
    )
    {
        Directory.CreateDirectory(folder);
        string settings = await File.ReadAllTextAsync(
            Path.Combine(Release.Root, "tests", "QX200.Acceptance", "scenarios", "kamailio.cfg")
        );
        string table = string.Join(
            "\n",
            users.Select(u => $"  $sht(users=>{u.User}) = \"{u.Password}\";")
        );
        await File.WriteAllTextAsync(
            Path.Combine(folder, "kamailio.cfg"),
            settings
                .Replace("@PORT@", port.ToString(CultureInfo.InvariantCulture))
                .Replace("@USERS@", table)
        );
        var start = new ProcessStartInfo(
            "kamailio",
            ["-f", "kamailio.cfg", "-DD", "-E", "-m", "32", "-M", "4", "-Y", "."]
        )
        {
            WorkingDirectory = folder,
        };
        var program = new ExternalProgram("kamailio", start, Path.Combine(folder, "kamailio.log"));

        // The first word after its sockets are bound.
        await program.Errors.Take(
            "the start",
            line => line.Contains("probe_max_receive_buffer(): SO_RCVBUF is finally"),
            TimeSpan.FromSeconds(10)
        );
        return new Kamailio(program);
    }

    public async ValueTask DisposeAsync()
    {
        await ((Task)_program.StopByTerm(TimeSpan.FromSeconds(5))).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing
        );
        await _program.DisposeAsync();
    }
}
