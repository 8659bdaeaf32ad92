using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Wire.Tests.Containers;

public sealed class ContainerNameTests
{
    [Theory]
    [InlineData("web", "web")]
    [InlineData("/web", "web")]
    [InlineData("0a_.-Z", "0a_.-Z")]
    public void A_good_name_loses_its_slash(string text, string name) => Assert.Equal(name, ContainerName.Parse(text));

    [Theory]
    [InlineData("a/b")]
    [InlineData("a")]
    [InlineData("")]
    [InlineData("//ab")]
    [InlineData("_ab")]
    [InlineData("a b")]
    [InlineData("caf\u00e9")]
    [InlineData("ab\n")]
    public void A_bad_name_is_quoted(string text)
    {
        Assert.Equal($"Invalid container name ({text}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed", Assert.Throws<FormatException>(() => ContainerName.Parse(text)).Message);
    }

    [Fact]
    public void Random_names_are_good_names()
    {
        var names = Enumerable.Range(0, 1000).Select(attempt => RandomName.Create(attempt)).ToList();
        Assert.All(names, name => Assert.Equal(name, ContainerName.Parse(name)));
        Assert.True(names.Distinct().Count() > 900);
    }
}
