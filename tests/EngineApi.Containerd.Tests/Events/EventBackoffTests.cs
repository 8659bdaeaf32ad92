using EngineApi.Containerd.Events;
using Xunit;

namespace EngineApi.Containerd.Tests.Events;

public sealed class EventBackoffTests
{
    [Theory]
    [InlineData(0, 50)]
    [InlineData(1, 100)]
    [InlineData(3, 400)]
    [InlineData(7, 5000)]
    [InlineData(int.MaxValue, 5000)]
    public void Pauses_double_up_to_the_longest(int attempts, int milliseconds)
        => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), new EventBackoff().After(attempts));
}
