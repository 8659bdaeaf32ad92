using Grpc.Net.Client.Calls;

namespace EngineApi.Grpc.Tests.Calls;

public sealed class PercentEncodingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("%E2%82%AC 5", "€ 5")]
    [InlineData("a%0Ab", "a\nb")]
    [InlineData("%25", "%")]
    [InlineData("100%", "100%")]
    [InlineData("%2", "%2")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%+1%41", "%+1A")]
    [InlineData("%FF", "\uFFFD")]
    public void Decodes_what_is_encoded_and_leaves_the_rest(string encoded, string expected) =>
        Assert.Equal(expected, PercentEncoding.Decode(encoded));
}
