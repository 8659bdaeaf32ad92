using Xunit;

namespace EngineApi.Wire.Tests;

public sealed class HexIdTests
{
    [Fact]
    public void A_new_id_is_64_hex_digits_that_nobody_else_has()
    {
        Assert.Matches("^[0-9a-f]{64}$", HexId.Create());
        Assert.NotEqual(HexId.Create(), HexId.Create());
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123456789ab")]
    [InlineData("sha256:fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210", "fedcba987654")]
    [InlineData("0123", "0123")]
    [InlineData("sha256:", "")]
    [InlineData("", "")]
    public void The_short_form_is_the_first_12_digits(string id, string expected) => Assert.Equal(expected, HexId.Short(id));
}
