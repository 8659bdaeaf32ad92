using Xunit;

namespace EngineApi.Engine.Tests;

public sealed class HostBinariesTests
{
    [Theory]
    [InlineData("runc version 1.1.5+ds1\ncommit: 1.1.5+ds1-1+deb12u1\nspec: 1.0.2-dev\n", "1.1.5+ds1", "1.1.5+ds1-1+deb12u1")]
    [InlineData("tini version 0.19.0\n", "0.19.0", "")]
    [InlineData("tini version 0.19.0 - git.de40ad0\n", "0.19.0", "de40ad0")]
    [InlineData("crun version 1.8.1\ncommit: f8a096be\n", "1.8.1", "f8a096be")]
    [InlineData("", "", "")]
    public void Versions_are_read_from_what_the_programs_print(string output, string version, string commit) =>
        Assert.Equal(new BinaryVersion("x", version, commit), HostBinaries.Parse("x", output));
}
