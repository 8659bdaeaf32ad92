using EngineApi.Names.Forwarding;
using Xunit;

namespace EngineApi.Names.Tests.Forwarding;

public sealed class ForwardLimitTests
{
    [Fact]
    public void One_container_has_no_more_than_its_share()
    {
        var limit = new ForwardLimit(inAll: 3, forOne: 2);

        Assert.True(limit.TryEnter("a"));
        Assert.True(limit.TryEnter("a"));
        Assert.False(limit.TryEnter("a"));
        Assert.True(limit.TryEnter("b"));
        Assert.False(limit.TryEnter("b"));
        Assert.False(limit.TryEnter("c"));
    }

    [Fact]
    public void A_place_that_is_left_is_free_for_all()
    {
        var limit = new ForwardLimit(inAll: 1, forOne: 1);
        for (var turn = 0; turn < 3; turn++)
        {
            Assert.True(limit.TryEnter("a"));
            Assert.False(limit.TryEnter("b"));
            limit.Leave("a");
        }

        Assert.True(limit.TryEnter("b"));
    }
}
