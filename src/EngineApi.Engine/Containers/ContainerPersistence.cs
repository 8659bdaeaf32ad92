using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Containerd.Containers;
using EngineApi.Engine.Containers.Health;

namespace EngineApi.Engine.Containers;

/// <summary>
/// Where containers are kept: on their own records in containerd. The OCI spec is the record's; what Docker's clients asked
/// for and what happened since are extensions; the name is a label.
/// </summary>
public sealed class ContainerPersistence(ContainerdClient containerd)
{
    public const string NameLabel = "engineapi/name";
    private const string ConfigExtension = "engineapi.v1.config";
    private const string StateExtension = "engineapi.v1.state";

    public Task CreateAsync(ContainerSnapshot container, ContainerRecord record) => containerd.Containers.CreateAsync(
        record with
        {
            Id = container.Id,
            Labels = new Dictionary<string, string> { [NameLabel] = container.Name },
            Extensions = new Dictionary<string, TypedBytes>
            {
                [ConfigExtension] = Pack(container.Settings),
                [StateExtension] = Pack(container.Lifecycle),
            },
        },
        CancellationToken.None);

    public Task SaveNameAsync(string id, string name) => containerd.Containers.UpdateAsync(
        new ContainerRecord { Id = id, Spec = None, Labels = new Dictionary<string, string> { [NameLabel] = name } },
        [ContainerFields.Label(NameLabel)],
        CancellationToken.None);

    public Task SaveLifecycleAsync(string id, ContainerLifecycle lifecycle) => UpdateAsync(id, lifecycle: lifecycle);

    /// <returns>False if somebody has deleted the record: what happened to the container is true all the same.</returns>
    public async Task<bool> TrySaveLifecycleAsync(string id, ContainerLifecycle lifecycle)
    {
        try
        {
            await SaveLifecycleAsync(id, lifecycle);
            return true;
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            return false;
        }
    }

    public Task SaveSettingsAsync(string id, ContainerSettings settings) => UpdateAsync(id, settings: settings);

    /// <summary>What a change of a container's networks writes, in one call.</summary>
    public Task SaveNetworksAsync(string id, ContainerSettings settings, ContainerLifecycle lifecycle) => UpdateAsync(id, null, settings, lifecycle);

    /// <summary>What an update of a running container writes, in one call.</summary>
    public Task SaveUpdateAsync(string id, TypedBytes spec, ContainerSettings settings) => UpdateAsync(id, spec, settings);

    /// <summary>What a start writes, in one call.</summary>
    public Task SaveLaunchAsync(string id, TypedBytes spec, ContainerLifecycle lifecycle) => UpdateAsync(id, spec, lifecycle: lifecycle);

    /// <summary>The container a record describes, as it was last written; null if it is not one of ours.</summary>
    /// <exception cref="JsonException">The record's extensions cannot be read.</exception>
    public static ContainerSnapshot? Read(ContainerRecord record)
    {
        if (!record.Labels.TryGetValue(NameLabel, out var name) || !record.Extensions.TryGetValue(ConfigExtension, out var config))
            return null;
        var settings = JsonSerializer.Deserialize(config.Value.Span, EngineJson.Stored.ContainerSettings);
        if (settings is not { Config: not null, HostConfig: not null, NetworkingConfig: not null })
            throw new JsonException("the record does not say how the container is configured");
        var lifecycle = record.Extensions.TryGetValue(StateExtension, out var state)
            ? JsonSerializer.Deserialize(state.Value.Span, EngineJson.Stored.ContainerLifecycle) ?? ContainerLifecycle.New
            : ContainerLifecycle.New;
        return new()
        {
            Id = record.Id,
            Name = name,
            Settings = settings,
            Lifecycle = lifecycle,
            Status = lifecycle.StartedAt is null ? ContainerStatus.Created : ContainerStatus.Exited,
            Health = lifecycle.StartedAt is null || HealthProbe.Of(settings.Config) is null
                ? null
                : ContainerHealth.Starting with { Status = lifecycle.Health ?? HealthStatus.Starting },
        };
    }

    private static readonly TypedBytes None = new("", default);

    /// <summary>Writes what is given and leaves the rest of the record as it is.</summary>
    private Task<ContainerRecord> UpdateAsync(string id, TypedBytes? spec = null, ContainerSettings? settings = null, ContainerLifecycle? lifecycle = null)
    {
        var extensions = new Dictionary<string, TypedBytes>();
        if (settings is not null)
            extensions[ConfigExtension] = Pack(settings);
        if (lifecycle is not null)
            extensions[StateExtension] = Pack(lifecycle);
        var fields = extensions.Keys.Select(ContainerFields.Extension).ToList();
        if (spec is not null)
            fields.Add(ContainerFields.Spec);
        return containerd.Containers.UpdateAsync(
            new ContainerRecord { Id = id, Spec = spec ?? None, Extensions = extensions }, fields, CancellationToken.None);
    }

    private static TypedBytes Pack(ContainerSettings settings) =>
        new(ConfigExtension, JsonSerializer.SerializeToUtf8Bytes(settings, EngineJson.Stored.ContainerSettings));

    private static TypedBytes Pack(ContainerLifecycle lifecycle) =>
        new(StateExtension, JsonSerializer.SerializeToUtf8Bytes(lifecycle, EngineJson.Stored.ContainerLifecycle));
}
