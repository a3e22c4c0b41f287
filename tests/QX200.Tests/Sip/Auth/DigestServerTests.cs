using Microsoft.Extensions.Time.Testing;
using QX200.Sip.Auth;
using QX200.Sip.Messages;
using QX200.Tests.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Auth;

public sealed class DigestServerTests
{
    private const string Uri = "sip:pbx.example";

    private readonly FakeTimeProvider _clock = new();
    private readonly DigestServer _server;

    public DigestServerTests() => _server = new DigestServer("qx200", _clock);

    [Fact]
    public void A_request_without_credentials_is_challenged_with_MD5_first_and_then_SHA_256()
    {
        Assert.Equal(DigestVerdict.Challenge, Check(Register("")).Verdict);

        List<string> challenges = Unauthorized().AllOf(HeaderName.WwwAuthenticate);
        Assert.Equal(2, challenges.Count);
        Assert.Contains("algorithm=MD5", challenges[0]);
        Assert.Contains("algorithm=SHA-256", challenges[1]);
        Assert.All(challenges, c => Assert.Contains("realm=\"qx200\"", c));
        Assert.All(challenges, c => Assert.Contains("qop=\"auth\"", c));
        Assert.DoesNotContain(challenges, c => c.Contains("stale"));
    }

    [Fact]
    public void Our_client_answers_our_server_and_goes_on_with_one_nonce()
    {
        var client = new DigestClient("101", "right");
        Assert.True(client.TryTake(Unauthorized(), hadCredentials: false));
        for (int request = 1; request <= 100; request++)
        {
            string credentials = Credentials(client);
            Assert.Contains($"nc={request:x8}", credentials);
            Assert.Contains("algorithm=SHA-256", credentials);
            Assert.DoesNotContain("right", credentials);
            Assert.Equal(
                new DigestOutcome(DigestVerdict.Accepted, "101"),
                Check(Register(credentials))
            );
        }
    }

    [Fact]
    public void A_client_that_knows_only_MD5_is_taken()
    {
        string md5Only = Unauthorized().Raw.Text().Replace("SHA-256", "SHA-512-256");
        var client = new DigestClient("101", "right");
        Assert.True(client.TryTake(Wire.Read(md5Only), hadCredentials: false));

        string credentials = Credentials(client);
        Assert.Contains("algorithm=MD5", credentials);
        Assert.True(Check(Register(credentials)).IsAccepted);
    }

    [Theory]
    [InlineData("101", "wrong")]
    [InlineData("999", "right")]
    [InlineData("999", "")]
    public void A_wrong_secret_and_an_unknown_user_are_refused(string user, string secret)
    {
        var client = new DigestClient(user, secret);
        Assert.True(client.TryTake(Unauthorized(), hadCredentials: false));
        Assert.Equal(
            new DigestOutcome(DigestVerdict.Refused, user),
            Check(Register(Credentials(client)))
        );
    }

    [Fact]
    public void The_same_credentials_are_taken_once()
    {
        SipMessage register = Register(Credentials(Client()));
        Assert.True(Check(register).IsAccepted);
        Assert.Equal(DigestVerdict.ChallengeStale, Check(register).Verdict);
    }

    [Fact]
    public void SHA_256_can_be_left_out_for_telephones_that_do_not_bear_it()
    {
        _server.OffersSha256 = false;
        string challenge = Assert.Single(Unauthorized().AllOf(HeaderName.WwwAuthenticate));
        Assert.Contains("algorithm=MD5", challenge);
    }

    [Fact]
    public void A_nonce_expires_and_the_challenge_then_says_stale()
    {
        DigestClient client = Client();
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True(Check(Register(Credentials(client))).IsAccepted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(DigestVerdict.ChallengeStale, Check(Register(Credentials(client))).Verdict);

        Assert.True(client.TryTake(Unauthorized(stale: true), hadCredentials: true));
        Assert.True(Check(Register(Credentials(client))).IsAccepted);
    }

    [Fact]
    public void A_nonce_of_an_earlier_run_is_stale_to_one_who_knows_the_secret()
    {
        DigestClient client = Client();
        var afterRestart = new DigestServer("qx200", _clock);
        Assert.Equal(
            DigestVerdict.ChallengeStale,
            afterRestart.Check(Register(Credentials(client)), SecretOf).Verdict
        );
    }

    [Fact]
    public void A_client_gives_up_when_its_secret_was_refused()
    {
        DigestClient client = Client();
        Assert.False(client.TryTake(Unauthorized(), hadCredentials: true));
    }

    [Theory]
    [InlineData("qop=auth,", "")]
    [InlineData("qop=auth,", "qop=auth-int,")]
    [InlineData("nc=00000001", "nc=00000000")]
    [InlineData("nc=00000001", "nc=1")]
    [InlineData("algorithm=SHA-256", "algorithm=SHA-256-sess")]
    [InlineData("algorithm=SHA-256", "algorithm=MD5")]
    [InlineData("uri=\"sip:pbx.example\"", "uri=\"sip:other.example\"")]
    [InlineData("response=\"", "response=\"0")]
    [InlineData("username=\"101\"", "username=\"102\"")]
    public void Credentials_that_were_tampered_with_are_refused(string was, string becomes)
    {
        string credentials = Credentials(Client());
        Assert.Contains(was, credentials);
        SipMessage register = Register(credentials.Replace(was, becomes));
        Assert.Equal(DigestVerdict.Refused, Check(register).Verdict);
    }

    [Theory]
    [InlineData("realm=\"qx200\"", "realm=\"elsewhere\"")]
    [InlineData("Digest ", "Basic ")]
    [InlineData("username=\"101\", ", "")]
    public void Credentials_that_are_not_for_us_are_challenged(string was, string becomes)
    {
        SipMessage register = Register(Credentials(Client()).Replace(was, becomes));
        Assert.Equal(DigestVerdict.Challenge, Check(register).Verdict);
    }

    [Theory]
    [InlineData("sip:PBX.example:5060;transport=udp")]
    [InlineData("sip:127.0.0.1:5060")]
    public void The_hashed_uri_may_be_another_than_the_one_in_the_request_line(string uri)
    {
        string credentials = Credentials(Client(), uri);
        Assert.True(Check(Register(credentials)).IsAccepted);
    }

    [Fact]
    public void Proxy_challenges_and_credentials_have_their_own_headers()
    {
        var writer = new SipWriter(new byte[2000]);
        writer.Status(407);
        WriteCommon(ref writer);
        _server.WriteChallenges(ref writer, header: HeaderName.ProxyAuthenticate);
        writer.End();
        var client = new DigestClient("101", "right");
        Assert.True(client.TryTake(Wire.Read(writer.Written), hadCredentials: false));

        string credentials = Credentials(client);
        Assert.StartsWith("Proxy-Authorization: ", credentials);
        SipMessage request = Register(credentials);
        Assert.Equal(DigestVerdict.Challenge, Check(request).Verdict);
        Assert.True(_server.Check(request, SecretOf, HeaderName.ProxyAuthorization).IsAccepted);
    }

    [Fact]
    public void A_user_name_with_quotes_comes_through()
    {
        var client = new DigestClient("a\"b\\c", "right");
        Assert.True(client.TryTake(Unauthorized(), hadCredentials: false));
        DigestOutcome outcome = _server.Check(
            Register(Credentials(client)),
            user => user == "a\"b\\c" ? "right" : null
        );
        Assert.Equal(new DigestOutcome(DigestVerdict.Accepted, "a\"b\\c"), outcome);
    }

    private static string? SecretOf(string user) => user is "101" or "102" ? "right" : null;

    private DigestOutcome Check(SipMessage request) => _server.Check(request, SecretOf);

    private DigestClient Client()
    {
        var client = new DigestClient("101", "right");
        Assert.True(client.TryTake(Unauthorized(), hadCredentials: false));
        return client;
    }

    private static string Credentials(DigestClient client, string uri = Uri)
    {
        var writer = new SipWriter(new byte[1000]);
        client.WriteCredentials(ref writer, "REGISTER"u8, uri.Bytes());
        return writer.Written.Text();
    }

    private static SipMessage Register(string credentials)
    {
        var writer = new SipWriter(new byte[2000]);
        writer.Request(SipMethod.Register, "sip:pbx.example"u8);
        WriteCommon(ref writer);
        SipMessage bare = Wire.Read(writer.Written.Text() + credentials + "\r\n");
        return bare;
    }

    private SipMessage Unauthorized(bool stale = false)
    {
        var writer = new SipWriter(new byte[2000]);
        writer.Status(401);
        WriteCommon(ref writer);
        _server.WriteChallenges(ref writer, stale);
        writer.End();
        return Wire.Read(writer.Written);
    }

    private static void WriteCommon(ref SipWriter writer)
    {
        writer.Header(HeaderName.Via, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1");
        writer.Header(HeaderName.From, "<sip:101@pbx.example>;tag=1");
        writer.Header(HeaderName.To, "<sip:101@pbx.example>");
        writer.Header(HeaderName.CallId, "r1");
        writer.Header(HeaderName.CSeq, "1 REGISTER");
    }
}
