using EngineApi.Names.Table;
using Xunit;

namespace EngineApi.Names.Tests.Table;

public sealed class NameNetworkFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("names").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_is_written_is_read()
    {
        var written = new NameNetwork("aa", "front", IsInternal: true,
        [
            new("11", "/run/some where/netns/11", "10.0.0.2", "fd00::2", ["web", "www"], ["192.0.2.1", "::1"]),
            new("22", "/run/netns/22", "10.0.0.3", "", [], []),
        ]);

        var read = NameNetworkFile.Read(NameNetworkFile.Write(written));

        Assert.Equivalent(written, read, strict: true);
        Assert.False(NameNetworkFile.Read(NameNetworkFile.Write(written with { IsInternal = false, Containers = [] })).IsInternal);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("aa\tfront", "line 1")]
    [InlineData("aa\tfront\tperhaps", "line 1")]
    [InlineData("aa\tfront\topen\n11\t/netns\t10.0.0.2", "line 2")]
    public void What_was_not_written_is_refused_by_its_line(string text, string line) =>
        Assert.StartsWith(line, Assert.Throws<FormatException>(() => NameNetworkFile.Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void One_file_that_cannot_be_read_costs_the_others_nothing()
    {
        File.WriteAllText(NameNetworkFiles.PathOf(_directory, "good"), NameNetworkFile.Write(new("good", "front", false, [])));
        File.WriteAllText(NameNetworkFiles.PathOf(_directory, "bad"), "?");
        File.WriteAllText(Path.Combine(_directory, "errors"), "nothing of ours");

        var (networks, unreadable) = NameNetworkFiles.Read(_directory);

        Assert.Equal("good", Assert.Single(networks).Id);
        Assert.Equal(("bad", "line 1: no network"), Assert.Single(unreadable));
        Assert.Empty(NameNetworkFiles.Ids(Path.Combine(_directory, "missing")));
    }
}
