using EngineApi.Engine.Containers.Spec;
using EngineApi.Linux.Host;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Spec;

public class CapabilitiesTests
{
    private static readonly IReadOnlyCollection<string> Everything = CapabilityBoundingSet.Known;

    private static IReadOnlyList<string> For(string[]? add = null, string[]? drop = null, bool privileged = false) =>
        Capabilities.For(add, drop, privileged, Everything);

    [Fact]
    public void Nothing_asked_gives_the_fourteen() => Assert.Equal(14, For().Count);

    [Theory]
    [InlineData("NET_ADMIN")]
    [InlineData("CAP_NET_ADMIN")]
    [InlineData("net_admin")]
    public void A_capability_is_added_under_any_spelling(string name) => Assert.Equal(["CAP_NET_ADMIN"], For([name]).Except(For()));

    [Fact]
    public void A_dropped_one_is_gone_and_the_rest_stays() => Assert.Equal(["CAP_CHOWN"], For().Except(For(drop: ["CHOWN"])));

    [Fact]
    public void Dropping_all_leaves_what_is_added() => Assert.Equal(["CAP_KILL"], For(["KILL"], ["ALL"]));

    [Fact]
    public void Adding_all_leaves_out_what_is_dropped() => Assert.Equal(Everything.Except(["CAP_SYS_ADMIN"]), For(["ALL"], ["SYS_ADMIN"]));

    [Fact]
    public void Privileged_is_everything_that_the_daemon_has() => Assert.Equal(
        ["CAP_CHOWN", "CAP_SYS_ADMIN"], Capabilities.For(null, null, true, ["CAP_CHOWN", "CAP_SYS_ADMIN"]));

    [Fact]
    public void An_unknown_name_is_refused() =>
        Assert.Equal("invalid CapAdd: unknown capability: \"CAP_X\"", Given.Refusal(() => For(["x"])));

    [Fact]
    public void A_name_that_the_daemon_lacks_is_refused() => Assert.Equal(
        "invalid CapDrop: capability not supported by your kernel or not available in the current environment: \"CAP_KILL\"",
        Given.Refusal(() => Capabilities.For(null, ["KILL"], false, ["CAP_CHOWN"])));

    [Fact]
    public void Root_starts_with_effective_capabilities_and_others_do_not()
    {
        Assert.Equal(14, Given.Spec().Process!.Capabilities!.Effective!.Count);
        var other = Given.Spec(config: config => config.User = "1000").Process!.Capabilities!;
        Assert.Null(other.Effective);
        Assert.Equal(14, other.Bounding!.Count);
    }
}
