using System.Text.Json;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Mounts;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public class EngineJsonTests
{
    [Fact]
    public void What_a_container_was_made_without_it_does_not_have_after_a_restart_either()
    {
        var mount = new ResolvedMount { Type = "bind", Source = "/etc/hostname", Destination = "/h", Inherited = true };
        var stored = Again(TestContainer.Snapshot("a", "b").Settings with { Volumes = [mount] });
        Assert.Equal(mount with { TmpfsOptions = [] }, Assert.Single(stored.Volumes) with { TmpfsOptions = [] });
        Assert.Null(stored.ImageTarget);
        Assert.Null(stored.ImageManifestDigest);
        var lifecycle = JsonSerializer.SerializeToUtf8Bytes(ContainerLifecycle.New, EngineJson.Stored.ContainerLifecycle);
        Assert.Null(JsonSerializer.Deserialize(lifecycle, EngineJson.Stored.ContainerLifecycle)!.Health);
    }

    [Fact]
    public void What_it_was_made_with_stays()
    {
        var mount = new ResolvedMount
        {
            Type = "image", Name = "tools", Driver = "local", Destination = "/x", Subpath = "in", ImageId = "sha256:1", Snapshot = "a-mount-0", ImageChainId = "sha256:2",
        };
        var stored = Again(TestContainer.Snapshot("a", "b").Settings with { Volumes = [mount], ImageTarget = "sha256:3", ImageManifestDigest = "sha256:4" });
        Assert.Equal(mount with { TmpfsOptions = [] }, Assert.Single(stored.Volumes) with { TmpfsOptions = [] });
        Assert.Equal(("sha256:3", "sha256:4"), (stored.ImageTarget, stored.ImageManifestDigest));
    }

    private static ContainerSettings Again(ContainerSettings settings) => JsonSerializer.Deserialize(
        JsonSerializer.SerializeToUtf8Bytes(settings, EngineJson.Stored.ContainerSettings), EngineJson.Stored.ContainerSettings)!;
}
