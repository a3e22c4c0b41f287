using QX200.Sip.Auth;
using QX200.Tests.Sip.Messages;
using Xunit;

namespace QX200.Tests.Sip.Auth;

public sealed class DigestResponseTests
{
    // RFC 7616 3.9.1, with both of its algorithms.
    [Theory]
    [InlineData("MD5", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void The_example_of_RFC_7616_comes_out(string algorithm, string expected)
    {
        Assert.True(
            DigestCredentials.TryParse(
                (
                    "Digest username=\"Mufasa\",realm=\"http-auth@example.org\",uri=\"/dir/index.html\","
                    + $"algorithm={algorithm}, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
                    + "nc=00000001, cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, "
                    + $"response=\"{expected}\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
                ).Bytes(),
                out DigestCredentials credentials
            )
        );

        Assert.Equal(
            expected,
            credentials.Expected("GET"u8, "Circle of Life", new byte[64]).Text()
        );
        Assert.Equal(expected, credentials.Response.Text());
        Assert.Equal(1u, credentials.NonceCount);
    }

    [Fact]
    public void The_example_of_RFC_2617_comes_out()
    {
        var response = new DigestResponse
        {
            Algorithm = DigestAlgorithm.Md5,
            User = "Mufasa"u8,
            Realm = "testrealm@host.com"u8,
            Method = "GET"u8,
            Uri = "/dir/index.html"u8,
            Nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093"u8,
            NonceCount = "00000001"u8,
            ClientNonce = "0a4f113b"u8,
            Qop = "auth"u8,
        };
        Assert.Equal(
            "6629fae49393a05397450978507c4ef1",
            response.Compute("Circle Of Life", new byte[64]).Text()
        );
    }

    [Fact]
    public void The_form_without_qop_of_RFC_2069_comes_out()
    {
        var response = new DigestResponse
        {
            Algorithm = DigestAlgorithm.Md5,
            User = "Mufasa"u8,
            Realm = "testrealm@host.com"u8,
            Method = "GET"u8,
            Uri = "/dir/index.html"u8,
            Nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093"u8,
        };
        Assert.Equal(
            "1949323746fe6a43ef61f9606e7febea",
            response.Compute("CircleOfLife", new byte[64]).Text()
        );
    }
}
