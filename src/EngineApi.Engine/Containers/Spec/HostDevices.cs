using EngineApi.Linux.Devices;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Looks up device nodes of the host.</summary>
/// <param name="Find">The node at a path, symlinks followed; null when there is none.</param>
/// <param name="Below">Every node below a directory; empty when it is not one.</param>
public sealed record HostDevices(Func<string, DeviceNode?> Find, Func<string, IReadOnlyList<DeviceNode>> Below)
{
    public static HostDevices Real { get; } = new(
        DeviceNode.Find,
        directory => Directory.Exists(directory) ? [.. DeviceNode.Below(directory)] : []);
}
