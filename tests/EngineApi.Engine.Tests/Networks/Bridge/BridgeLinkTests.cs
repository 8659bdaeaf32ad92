using EngineApi.Engine.Networks.Bridge;
using EngineApi.Engine.Tests.Networks.Sandbox;
using EngineApi.Linux.Network;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Bridge;

public sealed class BridgeLinkTests
{
    [Fact]
    public void An_interface_that_has_just_gone_is_not_taken_back()
    {
        HostNetwork.SkipWhenItCannotBeChanged();
        using var host = new RouteSocket();
        var name = "ea" + Guid.NewGuid().ToString("N")[..8];
        host.CreateBridge(name, [2, 0, 0, 0, 0, 1], 0);
        try
        {
            BridgeLink.TakeBack(host, "none" + name, host.FindLink(name)!.Index, isolated: false);
        }
        finally
        {
            host.RemoveLink(name);
        }
    }
}
