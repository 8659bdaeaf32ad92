using System.Text;
using EngineApi.Wire.Logs;
using Xunit;

namespace EngineApi.Wire.Tests.Logs;

public sealed class JsonFileTimeTests
{
    [Theory]
    [InlineData("2026-11-21T23:10:12.4411818Z", "2026-11-21T23:10:12.441181800Z")]
    [InlineData("2026-11-21T23:10:12.5Z", "2026-11-21T23:10:12.500000000Z")]
    [InlineData("2026-11-21T23:10:12Z", "2026-11-21T23:10:12.000000000Z")]
    public void Short_form_cuts_zeros_and_fixed_form_has_nine_digits(string shortForm, string fixedForm)
    {
        var bytes = new byte[JsonFileTime.FixedLength];
        var time = DateTimeOffset.Parse(shortForm, null);
        Assert.Equal(shortForm, Encoding.ASCII.GetString(bytes, 0, JsonFileTime.Format(time, bytes)));
        Assert.True(JsonFileTime.TryWriteFixed(Encoding.ASCII.GetBytes(shortForm), bytes));
        Assert.Equal(fixedForm, Encoding.ASCII.GetString(bytes));
        Assert.True(JsonFileTime.TryParse(Encoding.ASCII.GetBytes(shortForm), out var nanoseconds));
        Assert.Equal(JsonFileTime.ToNanoseconds(time), nanoseconds);
    }

    [Fact]
    public void Nanoseconds_of_other_writers_count()
    {
        Assert.True(JsonFileTime.TryParse("1970-01-01T00:00:01.000000003Z"u8, out var nanoseconds));
        Assert.Equal(1_000_000_003, nanoseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-13-21T23:10:12Z")]
    [InlineData("2026-11-21T23:10:12.5+01:00")]
    [InlineData("2026-11-21T23:10:12.xZ")]
    public void What_is_no_time_is_refused(string text) => Assert.False(JsonFileTime.TryParse(Encoding.ASCII.GetBytes(text), out _));
}
