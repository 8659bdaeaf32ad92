using System.Text.Json;
using EngineApi.Containerd.Containers;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>A container as its record tells of it.</summary>
/// <param name="Container">For a damaged record as much as can be shown of it: its id, its name, its age.</param>
/// <param name="Damage">Why the record could not be read; null if it could.</param>
internal sealed record StoredContainer(ContainerSnapshot Container, string Snapshotter, Exception? Damage)
{
    /// <summary>
    /// Neither an exit nor a failed start was written down after it was started. What the clock said then does not matter: somebody may have
    /// set it back.
    /// </summary>
    public bool WasRunning => Container.Lifecycle is { StartedAt: not null, FinishedAt: null };

    /// <returns>Null for a record that is not one of ours.</returns>
    public static StoredContainer? Read(ContainerRecord record)
    {
        if (!record.Labels.TryGetValue(ContainerPersistence.NameLabel, out var name))
            return null;
        try
        {
            return new(
                ContainerPersistence.Read(record) ?? throw new JsonException("the record does not say how the container is configured"),
                record.Snapshotter,
                Damage: null);
        }
        catch (JsonException e)
        {
            return new(Damaged(record, name), record.Snapshotter, e);
        }
    }

    private static ContainerSnapshot Damaged(ContainerRecord record, string name) => new()
    {
        Id = record.Id,
        Name = name,
        Lifecycle = ContainerLifecycle.New with { Error = "its record in containerd cannot be read" },
        Status = ContainerStatus.Dead,
        Settings = new()
        {
            Created = record.CreatedAt,
            ImageId = "",
            ImageChainId = "",
            Config = new ContainerConfig { Image = record.Image },
            HostConfig = new HostConfig { NetworkMode = "none", LogConfig = new LogConfig { Type = "none" } },
            NetworkingConfig = new NetworkingConfig(),
        },
    };
}
