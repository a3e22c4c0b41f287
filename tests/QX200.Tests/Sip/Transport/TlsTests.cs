using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using QX200.Sip.Transport;
using QX200.Tests.Settings;
using Xunit;

namespace QX200.Tests.Sip.Transport;

/// <summary>TLS on real sockets of the loopback; the other side is the framework's own.</summary>
[Collection(Together)]
public sealed class TlsTests : IDisposable
{
    /// <summary>Of tests one of which hears of every fault that nobody looked at: one after the other.</summary>
    public const string Together = "TLS";

    private readonly X509Certificate2 _own = Certificate("pbx.example.net");
    private X509Certificate2 _shown;

    public TlsTests() => _shown = _own;

    public void Dispose()
    {
        _own.Dispose();
        _shown.Dispose();
    }

    [Fact]
    public void A_request_is_answered_on_its_connection_and_others_go_back_over_it()
    {
        using var box = Box();
        using SslStream phone = Connect(box);
        phone.Write(LiveHost.Options("z9hG4bK1", "TLS"));
        string answer = Read(box, phone);

        Assert.StartsWith("SIP/2.0 200 OK\r\n", answer, StringComparison.Ordinal);
        SipPeer source = Assert.Single(box.Sources);
        Assert.Equal(SipTransport.Tls, source.Transport);
        box.Ask(source);
        string request = Read(box, phone);
        Assert.StartsWith("OPTIONS", request, StringComparison.Ordinal);
        Assert.StartsWith(
            $"SIP/2.0/TLS 127.0.0.1:{box.Stack.TlsPort};rport;",
            RawHost.Header(request, "Via"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_big_request_in_many_records_and_many_in_one_are_all_read()
    {
        using var box = Box();
        using SslStream phone = Connect(box);
        foreach (byte one in LiveHost.Options("z9hG4bK1", "TLS"))
        {
            phone.Write([one]);
        }

        phone.Write([
            .. Enumerable.Range(2, 99).SelectMany(i => LiveHost.Options($"z9hG4bK{i}", "TLS")),
        ]);
        box.Until(() => box.Heard.Count == 100);
    }

    [Fact]
    public void A_double_line_end_is_answered_with_a_single_one()
    {
        using var box = Box();
        using SslStream phone = Connect(box);
        phone.Write("\r\n\r\n"u8);
        Assert.Equal("\r\n", Read(box, phone));
    }

    [Fact]
    public void A_new_certificate_is_shown_to_those_who_come_next()
    {
        using var box = Box();
        using SslStream before = Connect(box);
        _shown = Certificate("new.example.net");
        using SslStream after = Connect(box);

        Assert.Equal("CN=pbx.example.net", before.RemoteCertificate!.Subject);
        Assert.Equal("CN=new.example.net", after.RemoteCertificate!.Subject);
        before.Write(LiveHost.Options("z9hG4bK1", "TLS"));
        Assert.StartsWith("SIP/2.0 200", Read(box, before), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_TLS_end_the_connection_and_are_listed()
    {
        using var box = Box();
        using Socket stranger = ConnectBare(box);
        stranger.Send(LiveHost.Options("z9hG4bK1"));

        Assert.DoesNotContain("SIP/2.0 200", box.Read(stranger, int.MaxValue));
        box.Until(() => box.Stack.Counters.HandshakesFailed.Value == 1);
        RejectedRequest listed = Assert.Single(box.Stack.RejectedTraffic.Latest());
        Assert.Equal(("127.0.0.1", "TLS"), (listed.Source, listed.What));
        Assert.Empty(box.Heard);
    }

    [Fact]
    public void A_handshake_that_takes_too_long_is_ended()
    {
        var clock = new FakeTimeProvider();
        using var box = Box(clock);
        using Socket slow = ConnectBare(box);
        slow.Send([0x16, 0x03, 0x01]);
        box.Until(() => box.Stack.Counters.ConnectionsAccepted.Value == 1);
        box.Until(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return box.Stack.Counters.HandshakesFailed.Value == 1;
        });

        Assert.Equal("", box.Read(slow, int.MaxValue));
        Assert.Contains("too long", box.Stack.RejectedTraffic.Latest()[0].Reason);
    }

    [Fact]
    public void Half_open_connections_of_one_address_leave_room_and_TCP_works_on()
    {
        using var box = Box();
        List<Socket> flood = [];
        for (int i = 0; i < 40; i++)
        {
            flood.Add(ConnectBare(box));
        }

        box.Until(() => box.Stack.Counters.ConnectionsRefused.Value == 24);
        Assert.Equal(16, box.Stack.Counters.ConnectionsAccepted.Value);
        using Socket phone = box.ConnectTcp();
        phone.Send(LiveHost.Options("z9hG4bK1"));
        Assert.StartsWith("SIP/2.0 200", box.Read(phone), StringComparison.Ordinal);
        flood.ForEach(static s => s.Dispose());
        box.Until(() => box.Stack.Counters.HandshakesFailed.Value == 16);
        using SslStream late = Connect(box);
        late.Write(LiveHost.Options("z9hG4bK2", "TLS"));
        Assert.StartsWith("SIP/2.0 200", Read(box, late), StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_that_never_says_a_word_is_closed_after_half_a_minute()
    {
        var clock = new FakeTimeProvider();
        using var box = Box(clock);
        using SslStream mute = Connect(box);
        using Socket muteTcp = box.ConnectTcp();
        using SslStream phone = Connect(box);
        phone.Write(LiveHost.Options("z9hG4bK1", "TLS"));
        Read(box, phone);
        box.Until(() => box.Stack.Counters.ConnectionsAccepted.Value == 3);
        for (int i = 0; i < 3; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(30));
            box.RunOnce();
        }

        Assert.Equal("", Read(box, mute));
        Assert.Equal("", box.Read(muteTcp));
        phone.Write(LiveHost.Options("z9hG4bK2", "TLS"));
        Assert.StartsWith("SIP/2.0 200", Read(box, phone), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_called_over_TLS_of_whom_it_is_not_known_who_he_has_to_be()
    {
        using var box = Box();
        using var server = Box();
        box.Ask(At(server));
        box.Until(() => box.Heard.Count > 0);
        Assert.Equal(["failed TransportFailed"], box.Heard);
        Assert.Equal(0, server.Stack.Counters.ConnectionsAccepted.Value);
    }

    [Theory]
    [InlineData(ServerCheck.File, "pbx.example.net", true, "200")]
    [InlineData(ServerCheck.File, "other.example.net", true, "200")]
    [InlineData(ServerCheck.File, "pbx.example.net", false, "failed TransportFailed")]
    [InlineData(ServerCheck.None, "other.example.net", false, "200")]
    [InlineData(ServerCheck.Authority, "pbx.example.net", false, "failed TransportFailed")]
    public void A_server_is_judged_as_the_settings_say(
        object check,
        string host,
        bool isPutDown,
        string expected
    )
    {
        using var folder = new TemporaryFolder();
        using X509Certificate2 other = Certificate("pbx.example.net");
        folder.Write("trust.pem", (isPutDown ? _own : other).ExportCertificatePem());
        using var server = Box();
        using var box = Box();
        var wanted = new ExpectedServer(host, (ServerCheck)check, folder.In("trust.pem"));
        SipPeer target = At(server).ExpectedAs(box.Stack.Expect(wanted));
        box.Ask(target);
        box.Until(() =>
        {
            server.RunOnce();
            return box.Heard.Count > 0;
        });

        Assert.Equal([expected], box.Heard);
        Assert.Equal(expected == "200", box.Stack.WhyLost(target).Length == 0);
    }

    [Fact]
    public void An_authority_in_the_file_vouches_for_the_name_and_for_no_other()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 authority = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-2),
            DateTimeOffset.UtcNow.AddDays(2)
        );
        using var folder = new TemporaryFolder();
        folder.Write("trust.pem", authority.ExportCertificatePem());
        _shown = Certificate("sip.example.net", authority);
        foreach (
            (string host, string expected) in new[]
            {
                ("sip.example.net", ""),
                ("sip.example.org", "the server's certificate is not for sip.example.org"),
            }
        )
        {
            using var server = Box();
            using var box = Box();
            var wanted = new ExpectedServer(host, ServerCheck.File, folder.In("trust.pem"));
            SipPeer target = At(server).ExpectedAs(box.Stack.Expect(wanted));
            box.Ask(target);
            box.Until(() =>
            {
                server.RunOnce();
                return box.Heard.Count > 0;
            });
            Assert.Equal(expected, box.Stack.WhyLost(target));
        }
    }

    [Fact]
    public void A_server_is_told_the_port_from_which_its_connection_comes_and_calls_back_over_it()
    {
        using var server = Box();
        using var box = Box();
        var wanted = new ExpectedServer("pbx.example.net", ServerCheck.None);
        SipPeer target = At(server).ExpectedAs(box.Stack.Expect(wanted));
        box.Ask(target);
        box.Until(() =>
        {
            server.RunOnce();
            return box.Heard.Count > 0;
        });
        SipPeer seen = Assert.Single(server.Sources);
        Span<byte> room = stackalloc byte[100];
        var writer = new QX200.Sip.Messages.SipWriter(room);
        box.Stack.AppendContact(ref writer, "tok", target);
        Assert.Equal(
            $"<sip:tok@127.0.0.1:{seen.Port};transport=tls>",
            Encoding.ASCII.GetString(writer.Written)
        );

        // The server knows that address and port alone.
        server.Ask(SipPeer.FromAddress(SipTransport.Tls, IPAddress.Loopback, seen.Port));
        server.Until(() =>
        {
            box.RunOnce();
            return server.Heard.Count > 1;
        });
        Assert.Equal(["OPTIONS", "200"], server.Heard);
        Assert.Equal(target.Server, Assert.Single(box.Sources).Server);
    }

    private LiveHost Box(TimeProvider? clock = null) =>
        new(clock, certificate: () => SslStreamCertificateContext.Create(_shown, null, true));

    private static SipPeer At(LiveHost host) =>
        SipPeer.FromAddress(SipTransport.Tls, IPAddress.Loopback, host.Stack.TlsPort);

    private static Socket ConnectBare(LiveHost box)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
        };
        socket.Connect(IPAddress.Loopback, box.Stack.TlsPort);
        return socket;
    }

    private static SslStream Connect(LiveHost box)
    {
        var stream = new SslStream(
            new NetworkStream(ConnectBare(box), ownsSocket: true),
            leaveInnerStreamOpen: false,
            static (_, certificate, _, _) => certificate is not null
        );
        Task done = stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "pbx.example.net",
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            }
        );
        box.Until(() => done.IsCompleted);
        Assert.True(done.IsCompletedSuccessfully, $"no handshake: {done.Exception}");
        return stream;
    }

    private static string Read(LiveHost box, SslStream stream)
    {
        byte[] buffer = new byte[65536];
        Task<int> read = stream.ReadAsync(buffer).AsTask();
        box.Until(() => read.IsCompleted);
        return read.IsCompletedSuccessfully ? Encoding.UTF8.GetString(buffer, 0, read.Result) : "";
    }

    private static X509Certificate2 Certificate(string name, X509Certificate2? by = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (by is null)
        {
            return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        }

        using X509Certificate2 made = request.Create(by, now.AddDays(-1), now.AddDays(1), [1, 2]);
        return made.CopyWithPrivateKey(key);
    }
}
