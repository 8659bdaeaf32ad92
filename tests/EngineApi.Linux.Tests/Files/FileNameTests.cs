using EngineApi.Linux.Files;
using Xunit;

namespace EngineApi.Linux.Tests.Files;

public sealed class FileNameTests
{
    // Not InlineData: an attribute cannot carry a lone surrogate.
    public static TheoryData<string, string> Names => new()
    {
        { "61", "a" }, { "c3a9", "é" }, { "f09f9880", "😀" }, { "61e962", "a\uDCE9b" }, { "c3", "\uDCC3" }, { "eda080", "\uDCED\uDCA0\uDC80" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_survives_the_way_to_text_and_back(string bytes, string text)
    {
        Assert.Equal(text, FileName.Decode(Convert.FromHexString(bytes)));
        Assert.Equal(bytes, Convert.ToHexStringLower(FileName.Encode(text)));
    }

    [Fact]
    public void What_is_shown_is_valid() => Assert.Equal("a\uFFFDb", FileName.Shown("a\uDCE9b"));
}
