using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class TrunksReaderTests
{
    [Fact]
    public void Trunks_and_routes_are_read_and_routes_stand_in_order()
    {
        (BoxSettings settings, string[] problems) = Read.Texts(
            extensions: "[extension:101]\nsecret = a\n",
            trunks: """
            [route:10]
            pattern = *
            trunk = Provider
            [trunk:provider]
            server = sip.example.net:5070;transport=tls
            user = 74950001122
            auth-user = a
            password = p
            register = no
            show-caller = yes
            addresses = 192.0.2.7 198.51.100.0/24
            incoming = 101
            [route:2]
            pattern = 9*
            strip = 1
            prepend = +7
            trunk = provider
            """
        );

        Assert.Empty(problems);
        TrunkSettings trunk = Assert.Single(settings.Trunks);
        Assert.Equal(
            "provider 74950001122 a p False True 101",
            $"{trunk.Name} {trunk.User} {trunk.AuthUser} {trunk.Password} {trunk.Register} {trunk.ShowCaller} {trunk.Incoming}"
        );
        Assert.Equal(
            new SipServerAddress("sip.example.net", 5070, SipServerTransport.Tls),
            trunk.Server
        );
        Assert.Equal(["192.0.2.7", "198.51.100.0/24"], trunk.Addresses);
        Assert.Equal(
            ["2 9* 1 +7 provider", "10 * 0  provider"],
            settings.Routes.Select(static r =>
                $"{r.Order} {r.Pattern} {r.Strip} {r.Prepend} {r.Trunk}"
            )
        );
    }

    [Fact]
    public void Every_mistake_is_named_with_its_line()
    {
        (BoxSettings settings, string[] problems) = Read.Texts(
            trunks: """
            [trunk:a]
            user = x
            [trunk:b]
            server = sip.example.net
            incoming = 999
            addresses = a/b
            [route:x]
            pattern = 9*
            [route:1]
            pattern = [9
            trunk = b
            [route:2]
            pattern = 9*
            trunk = zz
            prepend = abc
            """
        );

        Assert.Equal(
            [
                "trunks.ini:1: [trunk:a] the trunk is left out, as it has no good server: write server = host",
                "trunks.ini:3: [trunk:b] register = yes needs a user: write user, or register = no",
                "trunks.ini:5: [trunk:b] incoming = 999: there is no such extension; use one that exists",
                "trunks.ini:6: [trunk:b] addresses: a/b is left out: use a host name, an address, or a network such as 192.0.2.0/24",
                "trunks.ini:7: [route:x] the section is left out: a route has a number from 1 to 9999, the lowest that matches wins",
                "trunks.ini:10: [route:1] pattern = [9: \"[\" is not closed by \"]\"; write it like 9*",
                "trunks.ini:10: [route:1] the route is left out, as it has no good pattern: write pattern",
                "trunks.ini:14: [route:2] trunk = zz: there is no [trunk:zz], so the route leads nowhere; write that section or name another",
                "trunks.ini:15: [route:2] prepend = abc: use digits, + * and # only",
            ],
            problems
        );
        Assert.Equal(["b"], settings.Trunks.Select(static t => t.Name));
    }

    [Fact]
    public void Whom_to_trust_is_yes_no_or_a_file_that_is_there()
    {
        using var folder = new TemporaryFolder();
        folder.Write("provider.pem", "");
        (BoxSettings settings, string[] problems) = Read.Texts(
            extensions: """
            [extension:77]
            type = park
            sip-server = sip.example.net;transport=tls
            sip-user = 892220
            sip-tls-verify = provider.pem
            """,
            trunks: """
            [trunk:a]
            server = a.example.net;transport=tls
            register = no
            [trunk:b]
            server = b.example.net;transport=tls
            register = no
            tls-verify = NO
            [trunk:c]
            server = c.example.net;transport=tls
            register = no
            tls-verify = ../secret.pem
            """,
            tlsFolder: folder.Path
        );

        Assert.Equal(["yes", "no", "yes"], settings.Trunks.Select(static t => t.Trust.ToString()));
        Assert.Equal(
            new TlsTrust(TlsTrustKind.File, folder.In("provider.pem")),
            settings.FindExtension("77")!.Account!.Trust
        );
        Assert.Equal(
            [
                "trunks.ini:11: [trunk:c] tls-verify = ../secret.pem: there is no such file in DIR/tls: use yes or no, or put the certificates to trust there, in PEM form",
            ],
            problems
        );
    }
}
