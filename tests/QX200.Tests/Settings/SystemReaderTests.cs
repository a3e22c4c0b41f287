using QX200.Settings;
using Xunit;

namespace QX200.Tests.Settings;

public sealed class SystemReaderTests
{
    [Fact]
    public void The_factory_file_says_what_an_empty_one_means()
    {
        (BoxSettings factory, string[] problems) = Read.Texts(system: FactorySettings.System);
        (BoxSettings empty, _) = Read.Texts();

        Assert.Empty(problems);
        Assert.Equal(BoxSettings.Standard.System.Sip, empty.System.Sip);
        Assert.Equal(Flat(empty.System), Flat(factory.System));
    }

    [Fact]
    public void Every_key_is_read()
    {
        (BoxSettings settings, string[] problems) = Read.Texts(
            """
            [sip]
            bind = 127.0.0.1
            port = 15060
            tls-port = 15061
            domain = box.example.net 192.0.2.1
            guests = yes
            contact-check = 0s
            [media]
            port-min = 20000
            port-max = 20099
            codecs = pcma g722
            hold-music = none
            [web]
            bind = ::1
            port = 18080
            tls-port = 18443
            [park]
            directed-window = 500ms
            return-ring = 1m
            show-waiting = no
            [features]
            call-park = *55
            """
        );

        Assert.Empty(problems);
        Assert.False(settings.System.Park.ShowWaiting);
        Assert.Equal(
            "127.0.0.1 15060 15061 box.example.net,192.0.2.1 True 00:00:00 | 20000 20099 Pcma,G722 none en | ::1 18080 18443 | 00:00:00.5000000 00:01:00 | *55",
            Flat(settings.System)
        );
    }

    [Fact]
    public void Every_bad_value_is_named_with_its_line_and_the_default_stands()
    {
        (BoxSettings settings, string[] problems) = Read.Texts(
            """
            [sip]
            bind = everywhere
            port = 70000
            guests = maybe
            colour = red
            [media]
            codecs = PCMU opus PCMU
            hold-music = gone.wav
            language = xx
            [web]
            port = 8443
            [park]
            directed-window = 5
            return-ring = 30s ; half a minute
            show-waiting = perhaps
            [features]
            call-park = 55
            [fax]
            station = 1
            """
        );

        Assert.Equal(
            [
                "system.ini:2: [sip] bind = everywhere: use an address of this box such as 192.168.1.2, or 0.0.0.0 for all",
                "system.ini:3: [sip] port = 70000: use a number from 0 to 65535",
                "system.ini:4: [sip] guests = maybe: use yes or no",
                "system.ini:5: [sip] unknown key colour: delete it or mend its name (known here: bind port tls-port domain guests digest contact-check dns-servers)",
                "system.ini:7: [media] codecs: opus is left out: use G722, PCMU or PCMA",
                "system.ini:7: [media] codecs: one stands there twice; name each once",
                "system.ini:8: [media] hold-music = gone.wav: there is no such file in DIR/music: put it there, or use default or none",
                "system.ini:9: [media] language = xx: use en",
                "system.ini:10: [web] tls-port = 8443 is also port: give each its own",
                "system.ini:13: [park] directed-window = 5: use a time from 0s to 1h, a number with ms, s, m or h",
                "system.ini:14: [park] return-ring = 30s ; half a minute: use a time from 1s to 1h, a number with ms, s, m or h (comments need a line of their own)",
                "system.ini:15: [park] show-waiting = perhaps: use yes or no",
                "system.ini:17: [features] call-park = 55: a feature code is * and 1 to 7 more digits, so that no extension can be meant; write for instance *5",
                "system.ini:18: [fax] unknown section, it is left out: use sip, media, web, park, features, update or line",
            ],
            problems
        );
        Assert.Equal([VoiceCodec.Pcmu], settings.System.Media.Codecs);
        Assert.Equal(5060, settings.System.Sip.Port);
        Assert.Equal(TimeSpan.FromSeconds(30), settings.System.Park.ReturnRing);
        Assert.True(settings.System.Park.ShowWaiting);
        Assert.Equal("*5", settings.System.Features.CallPark);
    }

    [Fact]
    public void While_running_a_bad_value_leaves_the_last_good_one_and_a_missing_key_means_the_default()
    {
        (BoxSettings last, _) = Read.Texts("[park]\nreturn-ring = 7s\ndirected-window = 9s\n");
        (BoxSettings next, _) = Read.Texts("[park]\nreturn-ring = soon\n", last: last);

        Assert.Equal(TimeSpan.FromSeconds(7), next.System.Park.ReturnRing);
        Assert.Equal(TimeSpan.FromSeconds(5), next.System.Park.DirectedWindow);
    }

    [Theory]
    [InlineData("port-min = 20000\nport-max = 19000", 16384, "no even port")]
    [InlineData("port-min = 20001\nport-max = 20002", 16384, "no even port")]
    [InlineData("port-min = 20001\nport-max = 20099", 20001, "begin with an even port")]
    [InlineData("port-min = 20000\nport-max = 20098", 20000, "begin with an even port")]
    public void Media_ports_come_in_pairs(string keys, int portMin, string why)
    {
        (BoxSettings settings, string[] problems) = Read.Texts("[media]\n" + keys);
        Assert.Equal(portMin, settings.System.Media.PortMin);
        Assert.Contains(why, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_section_may_be_continued_further_down()
    {
        (BoxSettings settings, string[] problems) = Read.Texts(
            "[sip]\nport = 5070\n[web]\n[sip]\nguests = yes\nfoo = 1\n"
        );
        Assert.Equal(5070, settings.System.Sip.Port);
        Assert.True(settings.System.Sip.Guests);
        Assert.Equal([4, 6], problems.Select(static p => int.Parse(p.Split(':')[1])));
    }

    [Fact]
    public void Addresses_and_ports_wait_for_a_restart()
    {
        (BoxSettings now, _) = Read.Texts(
            "[sip]\nport = 5070\n[media]\nport-max = 20001\n[web]\nport = 81\n"
        );
        (BoxSettings next, _) = Read.Texts(
            "[sip]\nport = 5071\nguests = yes\n[features]\ncall-park = *6\n"
        );

        BoxSettings taken = next.WithAddressesOf(now);

        Assert.Equal(5070, taken.System.Sip.Port);
        Assert.Equal(20001, taken.System.Media.PortMax);
        Assert.Equal(81, taken.System.Web.Port);
        Assert.True(taken.System.Sip.Guests);
        Assert.Equal("*6", taken.System.Features.CallPark);
    }

    private static string Flat(SystemSettings s) =>
        $"{s.Sip.Bind} {s.Sip.Port} {s.Sip.TlsPort} {string.Join(',', s.Sip.Domains)} {s.Sip.Guests} {s.Sip.ContactCheck}"
        + $" | {s.Media.PortMin} {s.Media.PortMax} {string.Join(',', s.Media.Codecs)} {s.Media.HoldMusic} {s.Media.Language}"
        + $" | {s.Web.Bind} {s.Web.Port} {s.Web.TlsPort} | {s.Park.DirectedWindow} {s.Park.ReturnRing} | {s.Features.CallPark}";

    [Fact]
    public void Dns_servers_are_addresses_with_a_port_where_it_is_not_53()
    {
        (BoxSettings settings, string[] problems) = Read.Texts(
            "[sip]\ndns-servers = 192.0.2.53 127.0.0.1:5353 [2001:db8::53] dns.example.net\n"
        );

        Assert.Equal(
            ["192.0.2.53:53", "127.0.0.1:5353", "[2001:db8::53]:53"],
            settings.System.Sip.DnsServers.Select(static s => s.ToString())
        );
        Assert.Equal(
            [
                "system.ini:2: [sip] dns-servers: dns.example.net is left out: use addresses such as 192.168.1.1 or 192.168.1.1:5353",
            ],
            problems
        );
    }

    [Fact]
    public void Sip_over_TLS_wants_a_port_of_its_own()
    {
        (BoxSettings settings, string[] problems) = Read.Texts(
            "[sip]\nport = 5061\ntls-port = 5061\n"
        );

        Assert.Equal((5061, 0), (settings.System.Sip.Port, settings.System.Sip.TlsPort));
        Assert.Equal(
            ["system.ini:3: [sip] tls-port = 5061 is also port: give each its own"],
            problems
        );
    }

    [Theory]
    [InlineData("[sip]\nport = 20000\n", 2, 20000, 16384, 32767)]
    [InlineData("[media]\nport-min = 5000\nport-max = 5999\n", 1, 5060, 5000, 5999)]
    [InlineData(
        "[sip]\nguests = no\n[media]\nport-min = 5060\nport-max = 5999",
        1,
        5060,
        5060,
        5999
    )]
    [InlineData(
        "[sip]\n\nport = 5999\n[media]\nport-min = 5060\nport-max = 5999",
        3,
        5999,
        5060,
        5999
    )]
    public void A_SIP_port_among_the_ports_of_the_sound_is_said_and_works(
        string system,
        int line,
        int port,
        int first,
        int last
    )
    {
        (BoxSettings settings, string[] problems) = Read.Texts(system);

        Assert.Equal(
            $"system.ini:{line}: [sip] port = {port} lies among the ports of the sound, [media] port-min = {first} to port-max = {last}: choose one outside of them, such as 5060, or move port-min and port-max",
            Assert.Single(problems)
        );
        Assert.Equal(
            (port, first, last),
            (settings.System.Sip.Port, settings.System.Media.PortMin, settings.System.Media.PortMax)
        );
    }

    [Theory]
    [InlineData("[sip]\nport = 16383\n")]
    [InlineData("[sip]\nport = 32768\n")]
    [InlineData("[sip]\nport = 0\ntls-port = 20000\n")]
    [InlineData("[web]\nport = 20000\ntls-port = 20001\n")]
    public void Ports_beside_those_of_the_sound_and_those_of_TCP_are_not_in_its_way(
        string system
    ) => Assert.Empty(Read.Texts(system).Problems);

    [Theory]
    [InlineData("[web]\nport = 5060", "2: [web] port = 5060 is also [sip] port", 8080, 8443)]
    [InlineData(
        "[web]\ntls-port = 5060",
        "2: [web] tls-port = 5060 is also [sip] port",
        8080,
        8443
    )]
    [InlineData("[sip]\nport = 8080", "2: [sip] port = 8080 is also [web] port", 0, 8443)]
    [InlineData(
        "[sip]\ntls-port = 8443",
        "2: [sip] tls-port = 8443 is also [web] tls-port",
        8080,
        0
    )]
    public void The_pages_give_way_to_calls_where_both_want_a_port(
        string system,
        string problem,
        int web,
        int tls
    )
    {
        (BoxSettings settings, string[] problems) = Read.Texts(system);

        Assert.Equal($"system.ini:{problem}: give each its own", Assert.Single(problems));
        Assert.Equal((web, tls), (settings.System.Web.Port, settings.System.Web.TlsPort));
    }

    [Fact]
    public void On_two_addresses_one_port_is_no_clash() =>
        Assert.Empty(
            Read.Texts(
                "[sip]\nbind = 192.0.2.1\nport = 8080\n[web]\nbind = 127.0.0.1\nport = 8080\n"
            ).Problems
        );
}
