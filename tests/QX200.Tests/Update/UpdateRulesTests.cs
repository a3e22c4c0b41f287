using QX200.Update;
using Xunit;

namespace QX200.Tests.Update;

public sealed class UpdateRulesTests
{
    private static readonly RunningSystem s_box = new("qx200-arm64", "1.4.0", "abc1234");

    [Theory]
    [InlineData("1.4.1")]
    [InlineData("1.4.0")]
    [InlineData("2.0.0-rc.1")]
    public void The_same_version_or_a_newer_one_may_be_installed(string version) =>
        Assert.Null(UpdateRules.Refusal(Bundle(version), s_box, force: false));

    [Theory]
    [InlineData("1.3.9")]
    [InlineData("1.4.0-rc.1")]
    public void An_older_one_only_when_somebody_says_so(string version)
    {
        Assert.Equal(
            $"the bundle is version {version} and 1.4.0 runs: to go back to an older one all the same, say so (--force)",
            UpdateRules.Refusal(Bundle(version), s_box, force: false)
        );
        Assert.Null(UpdateRules.Refusal(Bundle(version), s_box, force: true));
    }

    [Fact]
    public void A_bundle_for_another_board_never()
    {
        BundleManifest other = Bundle("1.5.0") with { Compatible = "qx900-arm64" };
        Assert.Equal(
            "the bundle is for \"qx900-arm64\" and this box is \"qx200-arm64\": take the bundle that is made for it",
            UpdateRules.Refusal(other, s_box, force: true)
        );
    }

    [Fact]
    public void A_version_that_is_none_never() =>
        Assert.Equal(
            "the bundle's version \"latest\" is none: it has to be like 1.2.3",
            UpdateRules.Refusal(Bundle("latest"), s_box, force: true)
        );

    private static BundleManifest Bundle(string version) => new("qx200-arm64", version, "", []);
}
