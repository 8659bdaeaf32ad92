using System.Net;
using EngineApi.Linux.Network;
using Xunit;

namespace EngineApi.Linux.Tests.Network;

/// <summary>Against the kernel, in namespaces of their own: nothing of it is to be seen on the host.</summary>
public sealed class RouteSocketTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task A_bridge_with_a_port_whose_peer_is_in_another_namespace()
    {
        var (host, container) = await TwoNamespacesAsync();
        using var outside = await NetworkNamespace.RunAsync(host, _ => new RouteSocket());
        using var inside = await NetworkNamespace.RunAsync(container, _ => new RouteSocket());

        outside.CreateBridge("br0", [2, 0x42, 0, 0, 0, 1], mtu: 1400);
        var bridge = outside.FindLink("br0")!;
        outside.AddAddress(bridge.Index, IPAddress.Parse("10.9.0.1"), 24);
        await NetworkNamespace.RunAsync(container, space =>
        {
            outside.CreateVeth("vport", bridge.Index, "eth0", space, [2, 0x42, 10, 9, 0, 2], mtu: 1400);
            return true;
        });
        inside.SetUp(inside.FindLink("eth0")!.Index);
        var peer = inside.FindLink("eth0")!;
        inside.AddAddress(peer.Index, IPAddress.Parse("10.9.0.2"), 24);
        inside.AddAddress(peer.Index, IPAddress.Parse("10.9.0.2"), 24);
        inside.SetDefaultRoute(IPAddress.Parse("10.9.0.1"));
        inside.SetDefaultRoute(IPAddress.Parse("10.9.0.1"));

        Assert.Equal(("bridge", 1400, true, "02:42:00:00:00:01"), (bridge.Kind, bridge.Mtu, bridge.IsUp, bridge.MacAddress));
        Assert.Equal(("veth", 1400, true, "02:42:0a:09:00:02"), (peer.Kind, peer.Mtu, peer.IsUp, peer.MacAddress));
        Assert.Equal(bridge.Index, outside.FindLink("vport")!.Master);
        Assert.Contains((peer.Index, IPAddress.Parse("10.9.0.2"), 24), inside.Addresses());
        Assert.Contains((IPAddress.Any, 0, IPAddress.Parse("10.9.0.1"), peer.Index), inside.Routes());
        Assert.Null(outside.FindLink("eth0"));

        inside.RemoveDefaultRoute(isIPv6: false);
        inside.RemoveDefaultRoute(isIPv6: false);
        Assert.DoesNotContain(inside.Routes(), route => route.PrefixLength == 0);
        Assert.True(outside.RemoveLink("vport"));
        Assert.False(outside.RemoveLink("vport"));
        Assert.Null(inside.FindLink("eth0"));
    }

    [Fact]
    public async Task An_error_names_what_failed_and_why()
    {
        var (host, _) = await TwoNamespacesAsync();
        using var socket = await NetworkNamespace.RunAsync(host, _ => new RouteSocket());
        socket.CreateBridge("br0", [2, 0, 0, 0, 0, 1], 0);

        var error = Assert.Throws<LinuxException>(() => socket.CreateBridge("br0", [2, 0, 0, 0, 0, 1], 0));

        Assert.Equal(Errno.Exists, error.ErrorNumber);
        Assert.StartsWith("create bridge br0: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(["br0", "lo"], socket.Links().Select(link => link.Name).Where(name => name is "br0" or "lo").Order());
    }

    [Fact]
    public async Task A_namespace_ends_with_its_file()
    {
        var (host, _) = await TwoNamespacesAsync();

        NetworkNamespace.Remove(host);
        NetworkNamespace.Remove(host);

        Assert.False(File.Exists(host));
        Assert.DoesNotContain(File.ReadLines("/proc/self/mountinfo"), line => line.Contains(host, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_fails_inside_leaves_no_namespace()
    {
        Assert.SkipUnless(Environment.UserName == "root", "network namespaces need root");
        var path = Path.Combine(_directory.Path, "broken");

        await Assert.ThrowsAsync<InvalidOperationException>(() => NetworkNamespace.CreateAsync(path, () => throw new InvalidOperationException()));

        Assert.False(File.Exists(path));
        Assert.DoesNotContain(File.ReadLines("/proc/self/mountinfo"), line => line.Contains(path, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        foreach (var path in Directory.GetFiles(_directory.Path))
            NetworkNamespace.Remove(path);
        _directory.Dispose();
    }

    private async Task<(string Host, string Container)> TwoNamespacesAsync()
    {
        Assert.SkipUnless(Environment.UserName == "root", "network namespaces need root");
        var paths = (Path.Combine(_directory.Path, "host"), Path.Combine(_directory.Path, "container"));
        await NetworkNamespace.CreateAsync(paths.Item1, () => { });
        await NetworkNamespace.CreateAsync(paths.Item2, () => { });
        return paths;
    }
}
