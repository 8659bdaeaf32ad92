using System.Text.Json;
using EngineApi.Wire.Json;
using Xunit;

namespace EngineApi.Wire.Tests.Json;

public sealed class GoIntegerConverterTests
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        Converters = { new GoIntegerConverter<byte>(), new GoIntegerConverter<int>(), new GoIntegerConverter<long>(), new GoIntegerConverter<ulong>() },
    };

    [Fact]
    public void What_fits_is_read_and_written()
    {
        AssertTravels<byte>("0", 0);
        AssertTravels<byte>("255", 255);
        AssertTravels("-2147483648", int.MinValue);
        AssertTravels("-9223372036854775808", long.MinValue);
        AssertTravels("9223372036854775807", long.MaxValue);
        AssertTravels("18446744073709551615", ulong.MaxValue);
    }

    [Fact]
    public void Null_is_zero() => Assert.Equal(0, JsonSerializer.Deserialize<int>("null", s_options));

    [Theory]
    [InlineData("256")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData("1.5")]
    [InlineData("1e2")]
    [InlineData("\"1\"")]
    [InlineData("18446744073709551616")]
    public void What_does_not_fit_is_refused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<byte>(json, s_options));

    [Theory]
    [InlineData("2147483648")]
    [InlineData("-2147483649")]
    [InlineData("-9223372036854775809")]
    public void Nor_is_what_does_not_fit_a_signed_type(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<int>(json, s_options));

    private static void AssertTravels<T>(string json, T value)
    {
        Assert.Equal(value, JsonSerializer.Deserialize<T>(json, s_options));
        Assert.Equal(json, JsonSerializer.Serialize(value, s_options));
    }
}
