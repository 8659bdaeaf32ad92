using EngineApi.Engine.Containers.Spec;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Spec;

public class SpecUserTests
{
    private static readonly UserDatabase Files = new(
        "root:x:0:0:root:/root:/bin/sh\nweb:x:33:34:w:/:/bin/sh\nbroken line\n77:x:500:501::/:\n",
        "root:x:0:\nweb:x:34:\nmedia:x:44:web,other\naudio:x:29:other\n# audio2:x:30:web\n");

    [Theory]
    [InlineData("", 0u, 0u, new uint[] { 0 })]
    [InlineData("web", 33u, 34u, new uint[] { 34, 44 })]
    [InlineData("33", 33u, 34u, new uint[] { 34, 44 })]
    [InlineData("1234", 1234u, 0u, new uint[] { 0 })]
    [InlineData("web:audio", 33u, 29u, new uint[] { 29 })]
    [InlineData("web:999", 33u, 999u, new uint[] { 999 })]
    [InlineData(":29", 0u, 29u, new uint[] { 29 })]
    [InlineData("77", 77u, 0u, new uint[] { 0 })]
    public void A_user_becomes_numbers(string user, uint uid, uint gid, uint[] groups)
    {
        var found = SpecUser.For(user, null, Files);
        Assert.Equal((uid, gid), (found.Uid, found.Gid));
        Assert.Equal(groups, found.AdditionalGids);
    }

    [Fact]
    public void Added_groups_are_names_or_numbers_and_come_once() =>
        Assert.Equal([34u, 44u, 29u, 7u], SpecUser.For("web", ["audio", "7", "44"], Files).AdditionalGids);

    [Theory]
    [InlineData("nobody", "unable to find user nobody: no matching entries in passwd file")]
    [InlineData("web:nogroup", "unable to find group nogroup: no matching entries in group file")]
    [InlineData("-1", "uids and gids must be in range 0-2147483647")]
    [InlineData("2147483648", "uids and gids must be in range 0-2147483647")]
    public void A_user_that_is_not_there_is_refused(string user, string message) =>
        Assert.Equal(message, Given.Refusal(() => SpecUser.For(user, null, Files)));

    [Fact]
    public void Without_files_numbers_still_work() => Assert.Equal(5u, SpecUser.For("5:6", null, UserDatabase.Empty).Uid);
}
