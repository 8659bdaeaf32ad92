using EngineApi.Names.Messages;
using Xunit;

namespace EngineApi.Names.Tests.Messages;

public sealed class WireNameTests
{
    [Theory]
    [InlineData("web")]
    [InlineData("a.b.c")]
    [InlineData("My_web-1.front")]
    public void A_name_becomes_text_and_back(string text)
    {
        var name = WireName.Of(text)!;

        Assert.Equal(Question.Name(text), name);
        Assert.Equal(text, Text(name));
    }

    [Fact]
    public void The_root_is_empty() => Assert.Equal("", Text([0]));

    [Fact]
    public void A_dot_within_a_label_is_not_one_between_labels() => Assert.Null(Text([7, .. "web.net"u8, 0]));

    [Fact]
    public void What_is_not_ASCII_is_no_text() => Assert.Null(Text([1, 0xE4, 0]));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("wäb")]
    public void What_is_no_name_is_not_written(string text) => Assert.Null(WireName.Of(text));

    [Fact]
    public void A_label_of_64_is_not_written()
    {
        Assert.NotNull(WireName.Of(new string('a', 63)));
        Assert.Null(WireName.Of(new string('a', 64)));
    }

    [Fact]
    public void A_name_of_256_is_not_written()
    {
        var labels = string.Join('.', Enumerable.Repeat(new string('a', 49), 5));
        Assert.Equal(255, WireName.Of(labels + ".abc")?.Length);
        Assert.Null(WireName.Of(labels + ".abcd"));
    }

    [Theory]
    [InlineData("Web.Front", "wEB.fRONT", true)]
    [InlineData("web", "wab", false)]
    [InlineData("web", "web.a", false)]
    [InlineData("a[", "a{", false)]
    public void Names_are_the_same_whatever_the_case(string one, string other, bool isSame) =>
        Assert.Equal(isSame, WireName.IsSame(Question.Name(one), Question.Name(other)));

    private static string? Text(byte[] name)
    {
        Span<char> text = stackalloc char[WireName.Longest];
        var length = WireName.ToText(name, text);
        return length < 0 ? null : text[..length].ToString();
    }
}
