using EngineApi.Engine.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public sealed class RetryGateTests
{
    [Fact]
    public void Who_finds_it_taken_is_not_forgotten()
    {
        var gate = new RetryGate();
        Assert.True(gate.Enter());
        Assert.False(gate.Enter());
        Assert.False(gate.Enter());
        Assert.False(gate.TryLeave());
        Assert.True(gate.TryLeave());
        Assert.True(gate.Enter());
    }

    [Fact]
    public async Task Of_many_at_once_the_last_is_heard()
    {
        var gate = new RetryGate();
        var (wanted, done) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var round = 0; round < 2_000; round++)
            {
                Interlocked.Increment(ref wanted);
                if (!gate.Enter())
                    continue;
                do
                {
                    Volatile.Write(ref done, Volatile.Read(ref wanted));
                }
                while (!gate.TryLeave());
            }
        })));
        Assert.Equal(wanted, done);
    }
}
