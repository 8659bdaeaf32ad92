using Xunit;

namespace EngineApi.Wire.Tests;

public sealed class SignalsTests
{
    [Theory]
    [InlineData("SIGTERM", 15)]
    [InlineData("term", 15)]
    [InlineData("15", 15)]
    [InlineData("KILL", 9)]
    [InlineData("IOT", 6)]
    [InlineData("CLD", 17)]
    [InlineData("POLL", 29)]
    [InlineData("SIGSYS", 31)]
    [InlineData("RTMIN", 34)]
    [InlineData("SIGRTMIN+15", 49)]
    [InlineData("RTMAX-14", 50)]
    [InlineData("SIGRTMAX", 64)]
    public void A_signal_is_read(string text, int number) => Assert.Equal(number, Signals.Parse(text));

    [Theory]
    [InlineData("NOPE")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-1")]
    [InlineData("SIG")]
    [InlineData("RTMIN+16")]
    public void A_bad_signal_is_named(string text) => Assert.Equal($"invalid signal: {text}", Assert.Throws<FormatException>(() => Signals.Parse(text)).Message);

    [Fact]
    public void Names_and_numbers_agree()
    {
        for (int signal = 1; signal <= Signals.RealTimeMax; signal++) Assert.Equal(signal, Signals.Parse(Signals.NameOf(signal)));
        Assert.Equal("SIGTERM", Signals.NameOf(15));
        Assert.Equal("SIGRTMIN+3", Signals.NameOf(37));
    }

    [Theory]
    [InlineData(null, 15)]
    [InlineData("", 15)]
    [InlineData("SIGINT", 2)]
    [InlineData("nonsense", 15)]
    public void A_stop_begins_with_sigterm_unless_told_otherwise(string? configured, int signal) => Assert.Equal(signal, Signals.StopSignal(configured));
}
