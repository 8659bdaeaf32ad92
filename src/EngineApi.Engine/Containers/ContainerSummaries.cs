using EngineApi.Engine.Containers.Mounts;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers;

/// <summary>A container as a list shows it.</summary>
internal static class ContainerSummaries
{
    /// <summary>Without status text and size, which a snapshot does not know.</summary>
    public static ContainerSummary Of(ContainerSnapshot container)
    {
        var settings = container.Settings;
        return new()
        {
            Id = container.Id,
            Names = ["/" + container.Name],
            Image = settings.Config.Image,
            ImageID = settings.ImageId,
            Command = CommandLine.Show(settings.Config),
            Created = settings.Created.ToUnixTimeSeconds(),
            Labels = settings.Config.Labels ?? [],
            State = container.Status.ToApi(),
            HostConfig = new() { NetworkMode = settings.HostConfig.NetworkMode },
            Ports = ContainerPorts.Listed(container),
            Mounts = ContainerMounts.Listed(settings),
            NetworkSettings = new() { Networks = ContainerNetworks.Of(container) },
        };
    }
}
