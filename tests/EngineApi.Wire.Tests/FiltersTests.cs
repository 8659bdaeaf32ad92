using Xunit;

namespace EngineApi.Wire.Tests;

public sealed class FiltersTests
{
    [Theory]
    [InlineData("{\"label\":[\"a=b\",\"c\"]}")]
    [InlineData("{\"label\":{\"a=b\":true,\"c\":false}}")]
    public void Both_encodings_say_the_same(string json) => Assert.Equal(["a=b", "c"], Filters.Parse(json)["label"]);

    [Theory]
    [InlineData("garbage")]
    [InlineData("[]")]
    [InlineData("{\"a\":\"b\"}")]
    [InlineData("{\"a\":[1]}")]
    [InlineData("{\"a\":{\"b\":1}}")]
    [InlineData("{\"a\":[\"b\"],\"c\":{\"d\":true}}")]
    [InlineData("{\"a\":[[[[[]]]]]}")]
    [InlineData("{\"a\":[\"b\"]} x")]
    public void What_is_not_a_filter_is_refused(string json)
    {
        Assert.Equal("invalid filter", Assert.Throws<FormatException>(() => Filters.Parse(json)).Message);
    }

    [Fact]
    public void An_unknown_key_is_named()
    {
        Assert.Equal("invalid filter 'nope'", Assert.Throws<FormatException>(() => Filters.Parse("{\"nope\":[\"x\"]}").Validate("id", "name")).Message);
        Filters.Parse("{\"id\":[\"x\"]}").Validate("id", "name");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"label\":null}")]
    public void Nothing_asked_for_matches_everything(string? json)
    {
        var filters = Filters.Parse(json);
        Assert.True(filters.IsEmpty);
        Assert.True(filters.Exact("id", "x") && filters.Prefix("id", "x") && filters.Pattern("name", "x") && filters.Labels("label", null));
    }

    [Fact]
    public void One_of_several_values_is_enough_except_for_labels()
    {
        var filters = Filters.Of(("id", "abc"), ("id", "def"), ("name", "^/web$"), ("label", "a=1"), ("label", "b"));
        Assert.True(filters.Exact("id", "def"));
        Assert.False(filters.Exact("id", "defg"));
        Assert.True(filters.Prefix("id", "defg"));
        Assert.True(filters.Pattern("name", "/web"));
        Assert.False(filters.Pattern("name", "/web2"));
        Assert.True(filters.Labels("label", new Dictionary<string, string> { ["a"] = "1", ["b"] = "" }));
        Assert.False(filters.Labels("label", new Dictionary<string, string> { ["a"] = "1" }));
        Assert.False(filters.Labels("label", new Dictionary<string, string> { ["a"] = "2", ["b"] = "" }));
    }

    [Fact]
    public void A_broken_pattern_only_matches_itself()
    {
        var filters = Filters.Of(("name", "we(b"));
        Assert.True(filters.Pattern("name", "we(b"));
        Assert.False(filters.Pattern("name", "web"));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    public void Booleans_are_read(string value, bool expected) => Assert.Equal(expected, Filters.Of(("dangling", value)).Bool("dangling", !expected));

    [Fact]
    public void Other_booleans_are_refused()
    {
        Assert.Equal("invalid filter 'dangling=[maybe]'", Assert.Throws<FormatException>(() => Filters.Of(("dangling", "maybe")).Bool("dangling", true)).Message);
        Assert.True(Filters.None.Bool("dangling", true));
    }
}
