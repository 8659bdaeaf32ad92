using Grpc.Net.Client.Calls;

namespace EngineApi.Grpc.Tests.Calls;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData(0, "1u")]
    [InlineData(0.25, "250000u")]
    [InlineData(99.999999, "99999999u")]
    [InlineData(100, "100000m")]
    [InlineData(99_999.999, "99999999m")]
    [InlineData(100_000, "100000S")]
    [InlineData(99_999_999, "99999999S")]
    [InlineData(100_000_020, "1666667M")]
    public void Takes_the_finest_unit_that_fits_in_eight_digits(double seconds, string expected) =>
        Assert.Equal(expected, GrpcTimeout.Format(TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond))));

    [Fact]
    public void The_longest_span_fits() => Assert.Matches("^[0-9]{1,8}[MH]$", GrpcTimeout.Format(TimeSpan.MaxValue));
}
