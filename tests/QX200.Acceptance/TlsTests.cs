using System.Diagnostics;
using System.Globalization;
using System.Text;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance;

/// <summary>SIP over TLS with a real telephone, and with a client that only knows TLS.</summary>
public sealed class TlsTests
{
    /// <summary>A telephone over TLS parks, is called back over its connection, and takes the call back.</summary>
    [Fact]
    public Task A_telephone_over_TLS_calls_is_called_and_parks() =>
        Scene.Play(
            async scene =>
            {
                Baresip a = await scene.Baresip("101", Voice.A);
                Baresip b = await scene.Baresip("102", Voice.B, transport: "tls");
                await Proof.Call(a, b);
                await Proof.ParkByKeys(scene.Exchange, () => b.Press("*5"));
                await b.Closed();
                await b.Dial("77");
                await b.Connected();
                await Proof.Talk(a, b);
                await b.HangUp();
                await a.Closed();

                Proof.HeardEachOther(
                    (await a.Recording(), Voice.A),
                    (await b.Recording(), Voice.B)
                );
            },
            new ExchangeSettings { Tls = true }
        );

    /// <summary>The box's certificate is good for its names, and one that is put in its place is shown to the next.</summary>
    [Fact]
    public Task OpenSSL_trusts_the_box_by_its_certificate_and_sees_the_next_one_without_a_restart() =>
        Scene.Play(
            async scene =>
            {
                string own = Path.Combine(scene.Exchange.Folder, "tls", "cert.pem");
                foreach (string version in (string[])["-tls1_2", "-tls1_3"])
                {
                    string seen = await Client(
                        scene,
                        [version, "-CAfile", own, "-verify_hostname", "qx200.local"]
                    );
                    Assert.Contains("Verification: OK", seen);
                    Assert.Contains("SIP/2.0 200 OK", seen);
                }

                string old = await Client(scene, ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]);
                Assert.DoesNotContain("SIP/2.0", old);

                (string certificate, string key) = Certificates.Make("pbx.example.net");
                string tls = Path.Combine(scene.Exchange.Folder, "tls");
                await File.WriteAllTextAsync(Path.Combine(tls, "key.pem"), key);
                await File.WriteAllTextAsync(Path.Combine(tls, "cert.pem"), certificate);

                // It is put in its place once the files have been quiet for a moment.
                string next;
                var waited = Stopwatch.StartNew();
                do
                {
                    next = await Client(scene, ["-servername", "pbx.example.net"]);
                } while (!next.Contains("subject=CN = pbx") && waited.Elapsed < Patience.Soon);
                Assert.Contains("subject=CN = pbx.example.net", next);
                Assert.Contains("SIP/2.0 200 OK", next);
            },
            new ExchangeSettings { Tls = true }
        );

    // One OPTIONS by openssl, and all that it says of the connection.
    private static async Task<string> Client(Scene scene, string[] arguments)
    {
        string server = string.Create(
            CultureInfo.InvariantCulture,
            $"127.0.0.1:{scene.Exchange.TlsPort}"
        );
        var start = new ProcessStartInfo("openssl", ["s_client", "-connect", server, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process client = Process.Start(start)!;
        string request =
            $"OPTIONS sip:{server} SIP/2.0\r\n"
            + "Via: SIP/2.0/TLS 127.0.0.1:9;rport;branch=z9hG4bKopenssl\r\n"
            + "From: <sip:101@127.0.0.1>;tag=o\r\nTo: <sip:127.0.0.1>\r\nCall-ID: openssl\r\n"
            + "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
        _ = client.StandardError.ReadToEndAsync();
        try
        {
            await client.StandardInput.WriteAsync(request);
            await client.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has gone already: there was no connection to speak over.
        }

        // At the end of its input it leaves, whether it has been answered or not.
        var said = new StringBuilder();
        using var late = new CancellationTokenSource(Patience.Soon);
        while (await client.StandardOutput.ReadLineAsync(late.Token) is { } line)
        {
            said.AppendLine(line);
            if (line.StartsWith("SIP/2.0 ", StringComparison.Ordinal))
            {
                client.StandardInput.Close();
            }
        }

        return said.ToString();
    }
}
