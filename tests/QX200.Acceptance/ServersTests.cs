using System.Globalization;
using QX200.Acceptance.Phones;
using QX200.Acceptance.Sound;
using Xunit;

namespace QX200.Acceptance;

/// <summary>A provider that is found by its DNS records, with one server down, and over TLS.</summary>
public sealed class ServersTests
{
    private const string Domain = "provider.test";

    /// <summary>
    /// Two accounts at one provider. The first domain record of UDP leads to a server that is down: the account and its
    /// calls go to the second. Over TLS the server proves to be the provider by a certificate that the owner trusts.
    /// </summary>
    [Fact]
    public async Task Calls_go_both_ways_over_the_second_server_and_over_TLS()
    {
        int dns = Ports.Next();
        int dead = Ports.Next();
        int living = Ports.Next();
        int tls = Ports.Next();
        (string certificate, string key) = Certificates.Make(Domain);

        // They are there before the exchange, which would wait a while before it tried once more.
        string folder = Path.Combine(Release.Root, "out", "acceptance", "second-server");
        await using Kamailio kamailio = await Kamailio.Start(
            Path.Combine(folder, "kamailio"),
            living,
            [("892101", "pass101"), ("892102", "pass102"), ("1001", "secret1001")],
            tls,
            certificate + key
        );
        await using Dnsmasq names = await Dnsmasq.Start(
            Path.Combine(folder, "dns"),
            dns,
            $"host-record=dead.{Domain},alive.{Domain},127.0.0.1",
            Record("_sip._udp", "dead", dead, priority: 1),
            Record("_sip._udp", "alive", living, priority: 2),
            Record("_sips._tcp", "alive", tls, priority: 1)
        );
        await Scene.Play(
            async scene =>
            {
                await Registered(scene, "101", $"udp 127.0.0.1:{living}");
                await Registered(scene, "102", $"tls 127.0.0.1:{tls}");
                Baresip remote = await scene.Remote(
                    new Account("1001", "secret1001", living),
                    Voice.C
                );
                Baresip a = await scene.Baresip("101", Voice.A);
                Baresip b = await scene.Baresip("102", Voice.B);

                foreach ((Baresip inside, Voice voice) in new[] { (a, Voice.A), (b, Voice.B) })
                {
                    await inside.Dial("1001");
                    await remote.Rings();
                    await remote.Answer();
                    await inside.Connected();
                    await Proof.Talk(inside, remote);
                    await inside.HangUp();
                    await remote.Closed();
                    Proof.HeardEachOther(
                        (await inside.Recording(), voice),
                        (await remote.Recording(), Voice.C)
                    );

                    await remote.Dial($"892{inside.Account.Number}");
                    await inside.Rings();
                    await inside.Answer();
                    await remote.Connected();
                    await remote.HangUp();
                    await inside.Closed();
                }
            },
            new ExchangeSettings
            {
                Sip = string.Create(CultureInfo.InvariantCulture, $"dns-servers = 127.0.0.1:{dns}"),
                Files = new Dictionary<string, string> { ["tls/provider.pem"] = certificate },
                OfUsers = new Dictionary<string, string>
                {
                    ["101"] = $"sip-server = {Domain}\nsip-user = 892101\nsip-password = pass101",
                    ["102"] =
                        $"sip-server = {Domain};transport=tls\nsip-tls-verify = provider.pem\n"
                        + "sip-user = 892102\nsip-password = pass102",
                },
            }
        );
    }

    private static string Record(string service, string host, int port, int priority) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"srv-host={service}.{Domain},{host}.{Domain},{port},{priority},0"
        );

    private static Task<string> Registered(Scene scene, string extension, string server) =>
        scene.Exchange.Log.Take(
            $"the registration of {extension}",
            l =>
                l.Contains(
                    $"extension {extension} is registered as 892{extension} at {server}",
                    StringComparison.Ordinal
                ),
            Patience.Soon
        );
}
