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
    /// <param name="tlsPort">Over TLS too, at this port; 0: not.</param>
    /// <param name="certificate">Certificate and key, in PEM form.</param>
    public static async Task<Kamailio> Start(
        string folder,
        int port,
        (string User, string Password)[] users,
        int tlsPort = 0,
        string certificate = ""
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
                .Replace("@TLS@", tlsPort == 0 ? "fork=no" : Tls(tlsPort, folder))
        );
        if (tlsPort != 0)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "server.pem"), certificate);
        }

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
            Patience.Soon
        );
        return new Kamailio(program);
    }

    // Streams are read by processes of their own.
    private static string Tls(int port, string folder) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            fork=yes
            tcp_children=1
            enable_tls=yes
            listen=tls:127.0.0.1:{port}
            loadmodule "/usr/lib/x86_64-linux-gnu/kamailio/modules/tls.so"
            modparam("tls", "tls_method", "TLSv1.2+")
            modparam("tls", "certificate", "{folder}/server.pem")
            modparam("tls", "private_key", "{folder}/server.pem")
            """
        );

    public async ValueTask DisposeAsync()
    {
        await ((Task)_program.StopByTerm(Patience.ToEnd)).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing
        );
        await _program.DisposeAsync();
    }
}
