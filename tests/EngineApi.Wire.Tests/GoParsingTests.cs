using Xunit;

namespace EngineApi.Wire.Tests;

public sealed class GoParsingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 23, 10, 9, TimeSpan.Zero);

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData(" ", false)]
    [InlineData("0", false)]
    [InlineData(" No ", false)]
    [InlineData("FALSE", false)]
    [InlineData("none", false)]
    [InlineData("1", true)]
    [InlineData("True", true)]
    [InlineData("anything", true)]
    public void Booleans(string? text, bool expected) => Assert.Equal(expected, GoBool.Parse(text));

    [Fact]
    public void A_boolean_that_was_not_sent_has_a_default()
    {
        Assert.True(GoBool.Parse(null, whenAbsent: true));
        Assert.False(GoBool.Parse("", whenAbsent: true));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("+5", 5)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Integers(string text, long expected) => Assert.Equal(expected, GoInt.Parse(text));

    [Theory]
    [InlineData("x", "strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("", "strconv.Atoi: parsing \"\": invalid syntax")]
    [InlineData(" 1", "strconv.Atoi: parsing \" 1\": invalid syntax")]
    [InlineData("1.5", "strconv.Atoi: parsing \"1.5\": invalid syntax")]
    [InlineData("+", "strconv.Atoi: parsing \"+\": invalid syntax")]
    [InlineData("a\"\\\u0001", "strconv.Atoi: parsing \"a\\\"\\\\\\x01\": invalid syntax")]
    [InlineData("9223372036854775808", "strconv.Atoi: parsing \"9223372036854775808\": value out of range")]
    public void Bad_integers(string text, string message) => Assert.Equal(message, Assert.Throws<FormatException>(() => GoInt.Parse(text)).Message);

    [Theory]
    [InlineData("0", 0, "0s")]
    [InlineData("1ns", 1, "1ns")]
    [InlineData("1.5us", 1500, "1.5µs")]
    [InlineData("10ms", 10_000_000, "10ms")]
    [InlineData("-1.5s", -1_500_000_000, "-1.5s")]
    [InlineData("2m", 120_000_000_000, "2m0s")]
    [InlineData("1h15m30.5s", 4_530_500_000_000, "1h15m30.5s")]
    [InlineData("100h", 360_000_000_000_000, "100h0m0s")]
    [InlineData(".5m", 30_000_000_000, "30s")]
    public void Durations(string text, long nanoseconds, string shown)
    {
        Assert.Equal(nanoseconds, GoDuration.Parse(text));
        Assert.Equal(shown, GoDuration.Format(nanoseconds));
    }

    [Theory]
    [InlineData("", "time: invalid duration \"\"")]
    [InlineData("x", "time: invalid duration \"x\"")]
    [InlineData("5", "time: missing unit in duration \"5\"")]
    [InlineData("5d", "time: unknown unit \"d\" in duration \"5d\"")]
    [InlineData("1.2.3s", "time: invalid duration \"1.2.3s\"")]
    [InlineData("9999999999999h", "time: invalid duration \"9999999999999h\"")]
    public void Bad_durations(string text, string message) => Assert.Equal(message, Assert.Throws<FormatException>(() => GoDuration.Parse(text)).Message);

    [Fact]
    public void Times_are_written_as_go_writes_them()
    {
        Assert.Equal(GoTime.Zero, GoTime.Format(default(DateTimeOffset)));
        Assert.Equal("2026-11-21T23:10:09Z", GoTime.Format(Now));
        Assert.Equal("2026-11-21T23:10:09.05Z", GoTime.Format(Now.AddMilliseconds(50).ToOffset(TimeSpan.FromHours(5))));
        Assert.Equal("2026-11-21T23:10:09.753191609Z", GoTime.Format(1795302609753191609));
        Assert.Equal("1969-12-31T23:59:59.999999999Z", GoTime.Format(-1));
    }

    [Theory]
    [InlineData("1795302609", 1795302609_000000000)]
    [InlineData("1795302609.5", 1795302609_500000000)]
    [InlineData("1795302609.000000001", 1795302609_000000001)]
    [InlineData("2026-11-21T23:10:09Z", 1795302609_000000000)]
    [InlineData("2026-11-21T23:10:09.753191609Z", 1795302609_753191609)]
    [InlineData("2026-11-22T01:10:09.5+02:00", 1795302609_500000000)]
    [InlineData("10s", 1795302599_000000000)]
    [InlineData("1h", 1795299009_000000000)]
    public void Instants(string text, long unixNano) => Assert.Equal(unixNano, GoTime.ParseInstant(text, Now));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    public void No_instant(string? text) => Assert.Null(GoTime.ParseInstant(text, Now));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-13-01")]
    [InlineData("99999999999999")]
    [InlineData("1.0000000001")]
    public void Bad_instants(string text)
    {
        Assert.Equal($"failed to parse value as time or duration: \"{text}\"", Assert.Throws<FormatException>(() => GoTime.ParseInstant(text, Now)).Message);
    }

    [Fact]
    public void A_time_of_an_answer_reads_back()
    {
        Assert.Equal(Now.AddTicks(1234567), GoTime.Parse("2026-11-21T23:10:09.123456789Z"));
        Assert.Equal(default, GoTime.Parse(GoTime.Zero));
        Assert.Throws<FormatException>(() => GoTime.Parse("1795302609"));
    }

    [Theory]
    [InlineData("t", true, true)]
    [InlineData("True", true, true)]
    [InlineData("F", true, false)]
    [InlineData("0", true, false)]
    [InlineData("yes", false, false)]
    [InlineData("", false, false)]
    public void Exactly_is_what_Go_reads(string text, bool isOne, bool value) =>
        Assert.Equal((isOne, value), (GoBool.TryParseExactly(text, out var read), read));
}
