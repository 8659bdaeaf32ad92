using EngineApi.Testing;
using Xunit;

namespace EngineApi.Containerd.Tests.Namespaces;

public sealed class NamespaceStoreTests(PrivateContainerd containerd) : IClassFixture<PrivateContainerd>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_namespace_is_made_labelled_and_deleted()
    {
        var namespaces = containerd.Client.Namespaces;
        await namespaces.CreateAsync("other", new Dictionary<string, string> { ["a"] = "1" }, Cancel);
        await Refused.WithAsync(ContainerdErrorKind.AlreadyExists, () => namespaces.CreateAsync("other", null, Cancel), "other");
        Assert.Contains("other", await namespaces.ListAsync(Cancel));
        await namespaces.UpdateLabelsAsync("other", new Dictionary<string, string> { ["b"] = "2" }, Cancel);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" }, await namespaces.GetLabelsAsync("other", Cancel));
        await namespaces.DeleteAsync("other", Cancel);
        Assert.DoesNotContain("other", await namespaces.ListAsync(Cancel));
        await Refused.WithAsync(ContainerdErrorKind.NotFound, () => namespaces.DeleteAsync("other", Cancel), "other");
        await Refused.WithAsync(ContainerdErrorKind.InvalidArgument, () => namespaces.CreateAsync("not/valid", null, Cancel), "not/valid");
    }

    [Fact]
    public async Task Containerd_tells_what_it_is()
    {
        Assert.NotEmpty((await containerd.Client.VersionAsync(Cancel)).Version);
        Assert.True(Guid.TryParse(await containerd.Client.ServerUuidAsync(Cancel), out _));
        var plugins = await containerd.Client.PluginsAsync(cancellationToken: Cancel);
        Assert.Contains(plugins, plugin => plugin is { Type: "io.containerd.snapshotter.v1", Id: "native", InitError: null });
        Assert.DoesNotContain(plugins, plugin => plugin.Id == "cri");
    }
}
