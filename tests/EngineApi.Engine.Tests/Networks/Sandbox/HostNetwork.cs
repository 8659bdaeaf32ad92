using EngineApi.Linux;
using EngineApi.Linux.Network;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Engine.Tests.Networks.Sandbox;

/// <summary>Whether this machine lets us have bridges and rules.</summary>
internal static class HostNetwork
{
    private static readonly Lazy<string?> s_missing = new(Check);

    public static void SkipWhenItCannotBeChanged() => Assert.SkipWhen(s_missing.Value is not null, s_missing.Value ?? "");

    private static string? Check()
    {
        if (Tools.PathOf("iptables-restore") is null)
            return "iptables is not installed";
        try
        {
            using var host = new RouteSocket();
            var name = "ea" + Guid.NewGuid().ToString("N")[..8];
            host.CreateBridge(name, [2, 0, 0, 0, 0, 1], 0);
            host.RemoveLink(name);
            return null;
        }
        catch (LinuxException e)
        {
            return "no bridge can be made: " + e.Message;
        }
    }
}
