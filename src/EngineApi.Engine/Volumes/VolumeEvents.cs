using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Events;

namespace EngineApi.Engine.Volumes;

/// <summary>Events about volumes carry their driver.</summary>
internal static class VolumeEvents
{
    /// <param name="action"><c>create</c> or <c>destroy</c>.</param>
    public static void PublishVolume(this EventBus events, VolumeRecord volume, string action) =>
        events.Publish("volume", action, volume.Name, ("driver", VolumeRules.LocalDriver));

    public static void PublishMount(this EventBus events, ResolvedMount mount, string containerId) => events.Publish(
        "volume", "mount", mount.Name!,
        ("container", containerId), ("destination", mount.Destination), ("driver", VolumeRules.LocalDriver),
        ("propagation", mount.Propagation), ("read/write", mount.ReadOnly ? "false" : "true"));

    public static void PublishUnmount(this EventBus events, ResolvedMount mount, string containerId) =>
        events.Publish("volume", "unmount", mount.Name!, ("container", containerId), ("driver", VolumeRules.LocalDriver));
}
