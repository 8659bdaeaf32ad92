using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Containers.Mounts;
using EngineApi.Linux.Mounts;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Launch;

public class BindPropagationTests
{
    private static readonly IReadOnlyList<MountEntry> Table = MountEntry.ParseAll(
        """
        1 0 8:1 / / rw - ext4 /dev/a rw
        2 1 8:2 / /nowhere/both rw shared:1 master:2 - ext4 /dev/b rw
        3 1 8:3 / /nowhere/shared rw shared:3 - ext4 /dev/c rw
        4 1 8:4 / /nowhere/slave rw master:4 - ext4 /dev/d rw
        5 3 8:5 / /nowhere/shared/covered rw - ext4 /dev/e rw
        6 5 8:6 / /nowhere/shared/covered rw shared:6 - ext4 /dev/f rw
        """);

    private static string Settle(string source, string propagation, bool ifPossible = false) => Assert.Single(BindPropagation.Check(
        [new ResolvedMount { Type = "bind", Source = source, Destination = "/x", Propagation = propagation, SlaveIfPossible = ifPossible }], Table)).Propagation;

    [Theory]
    [InlineData("/nowhere/shared/x", "rshared")]
    [InlineData("/nowhere/shared", "shared")]
    [InlineData("/nowhere/shared", "rslave")]
    [InlineData("/nowhere/slave/x/y", "slave")]
    [InlineData("/nowhere/both", "rshared")]
    [InlineData("/nowhere/both", "rslave")]
    [InlineData("/nowhere/shared/covered/x", "rshared")]
    [InlineData("/nowhere/sharedless", "rprivate")]
    [InlineData("/nowhere/sharedless", "")]
    public void What_the_source_lets_through_may_be_asked_for(string source, string propagation) =>
        Assert.Equal(propagation, Settle(source, propagation));

    [Theory]
    [InlineData("/nowhere/x", "rshared", "path /nowhere/x is mounted on / but it is not a shared mount")]
    [InlineData("/nowhere/sharedless", "rslave", "path /nowhere/sharedless is mounted on / but it is not a shared or slave mount")]
    [InlineData("/nowhere/slave/x", "shared", "path /nowhere/slave/x is mounted on /nowhere/slave but it is not a shared mount")]
    public void What_it_does_not_let_through_is_refused(string source, string propagation, string message)
    {
        var error = Assert.Throws<EngineException>(() => Settle(source, propagation));
        Assert.Equal((ErrorKind.System, message), (error.Kind, error.Message));
    }

    [Fact]
    public void A_slave_for_the_engines_sake_is_private_then()
    {
        Assert.Equal("", Settle("/nowhere/x", "rslave", ifPossible: true));
        Assert.Equal("rslave", Settle("/nowhere/shared", "rslave", ifPossible: true));
    }

    [Fact]
    public void Links_are_followed_to_where_the_source_is()
    {
        var link = Path.Combine(Path.GetTempPath(), "ea-" + Guid.NewGuid().ToString("N"));
        var directory = Directory.CreateTempSubdirectory("ea-").FullName;
        File.CreateSymbolicLink(link, directory);
        try
        {
            var table = MountEntry.ParseAll($"1 0 8:1 / / rw - ext4 /dev/a rw\n2 1 8:2 / {directory} rw shared:1 - ext4 /dev/b rw");
            var mount = new ResolvedMount { Type = "bind", Source = link, Destination = "/x", Propagation = "rshared" };
            Assert.Same(mount, Assert.Single(BindPropagation.Check([mount], table)));
        }
        finally
        {
            File.Delete(link);
            Directory.Delete(directory);
        }
    }
}
