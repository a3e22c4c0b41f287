using QX200.Update;
using Xunit;

namespace QX200.Tests.Update;

public sealed class TechnicianKeyTests
{
    public const string Ed25519 =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFFRhdUm27YA6ywSpt1GUROpkE9h3HAdoExEljTdmcit anna@bench";

    private const string Rsa =
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDTcToKUAE1CWzfFcCKc9LYQI2pOBtlAkSPYclLzObDHqTvCn8++i7FAqFBlu94M0FW1ry2ftoPxuOLGVN8rs6pIjw+T2VbnyfTZzdv0SqrfsWzlyfL7xwjmeObmFEcK708FKUUcW9krXd823NZjDdSV5/S/I9Y11Ep4Pma/i7CY9hoSZdMjdB1RhI2c+OOhFxA9+j3P6psoJr7ujVH8lVVTvJHpp0JPQFIP87OkYN6AU3JBBT9uQ1TlDX6C6afPdh+jg9bUysTYDnW+TDboA+gJGl36wLsqdnYuB0PQxRcsW2iPPRbnRlFN/qOdMV+j1dOefl6wm2v18XBDBYoegGB";

    [Fact]
    public void A_public_key_is_known_by_its_fingerprint()
    {
        TechnicianKey? key = TechnicianKey.Parse($" {Ed25519}\n", out _);
        Assert.Equal("SHA256:69Tt1yv2VlOaUqnSV4ZRzIhJQXKsba2ei2Y8d3SsNMg", key?.Fingerprint);
        Assert.Equal("anna@bench", key?.Comment);
        Assert.Equal(Ed25519, key?.ToString());
        key = TechnicianKey.Parse(Rsa, out _);
        Assert.Equal("SHA256:swVKcppSM6z/oAV5IgucsurNv+bwDXt1yYXSJf0fr0I", key?.Fingerprint);
        Assert.Equal(Rsa, key?.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("ssh-ed25519")]
    [InlineData("ssh-ed25519 AAAA")]
    [InlineData("ssh-ed25519 %%%%")]
    [InlineData("ssh-dss " + Base64)]
    [InlineData("ssh-rsa " + Base64)]
    [InlineData("command=\"/bin/sh\" " + Ed25519)]
    [InlineData(Ed25519 + "\n" + Ed25519)]
    [InlineData(Ed25519 + "\u00e9")]
    public void Anything_else_is_none(string text)
    {
        Assert.Null(TechnicianKey.Parse(text, out string why));
        Assert.StartsWith("that is no public key: paste the one line", why);
    }

    [Fact]
    public void A_private_key_is_not_for_the_box()
    {
        Assert.Null(
            TechnicianKey.Parse("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n", out string why)
        );
        Assert.StartsWith("that is a private key", why);
    }

    private const string Base64 =
        "AAAAC3NzaC1lZDI1NTE5AAAAIFFRhdUm27YA6ywSpt1GUROpkE9h3HAdoExEljTdmcit";
}
