using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Containers.Update;
using EngineApi.Engine.Events;
using EngineApi.Engine.Oci;
using EngineApi.Wire.Containers;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers;

/// <summary>Changes a container's limits and restart policy (API: <c>ContainerUpdate</c>).</summary>
/// <remarks>
/// 1. What can be refused is refused. 2. The container's record says the new limits, of a running one its spec too. 3. The runtime
/// changes the cgroup of a running one. 4. The snapshot is swapped and <c>update</c> published. A failure unwinds in reverse.
/// </remarks>
public sealed class UpdateContainer(
    ContainerTable containers,
    ContainerdClient containerd,
    ContainerPersistence persistence,
    HostFacts host,
    EventBus events,
    ILogger<UpdateContainer> log)
{
    /// <param name="request">Changed in place: what this host cannot do is discarded.</param>
    /// <exception cref="EngineException">
    /// InvalidParameter for a limit out of bounds; NotFound; Conflict with what the container has; System when the runtime refuses.
    /// </exception>
    public async Task<ContainerUpdateResponse> ExecuteAsync(string nameOrId, ContainerUpdateRequest request, CancellationToken cancellationToken)
    {
        if (request.PidsLimit < 0)
            request.PidsLimit = 0;
        var warnings = new List<string>();
        RestartRules.Check(request.RestartPolicy ?? new());
        ResourceRules.Check(request, host.Cgroup, warnings, update: true);
        var container = containers.Find(nameOrId);
        await container.Mailbox.RunAsync(() => UpdateAsync(container, request), cancellationToken);
        return new() { Warnings = warnings.Count == 0 ? null : warnings };
    }

    private async Task UpdateAsync(Container container, ContainerUpdateRequest request)
    {
        try
        {
            await ApplyAsync(container, request);
        }
        catch (EngineException e)
        {
            throw new EngineException(e.Kind, $"Cannot update container {container.Id}: {e.Message}", e);
        }

        events.PublishContainer(container.Current, "update");
    }

    private async Task ApplyAsync(Container container, ContainerUpdateRequest request)
    {
        var current = container.Current;
        if (current.Status is ContainerStatus.Removing or ContainerStatus.Dead)
            throw new EngineException(ErrorKind.System, "container is marked for removal and cannot be \"update\"");
        var settings = current.Settings with { HostConfig = ResourceChange.Merge(current.Settings.HostConfig, request) };
        await using var rollback = new Rollback((step, e) => log.UndoFailed(container.Id, step, e));
        if (current.IsRunning && ResourceChange.ForRuntime(request, host) is { } change)
            await ApplyToRunAsync(current, settings, change, rollback);
        else
            await SaveAsync(current, settings, rollback);
        rollback.Commit();
        container.Swap(current with { Settings = settings });
    }

    private async Task SaveAsync(ContainerSnapshot current, ContainerSettings settings, Rollback rollback)
    {
        rollback.Add("written settings", () => persistence.SaveSettingsAsync(current.Id, current.Settings));
        await persistence.SaveSettingsAsync(current.Id, settings);
    }

    private async Task ApplyToRunAsync(ContainerSnapshot current, ContainerSettings settings, OciResources change, Rollback rollback)
    {
        var record = await containerd.Containers.GetAsync(current.Id, CancellationToken.None);
        rollback.Add("written settings", () => persistence.SaveUpdateAsync(current.Id, record.Spec, current.Settings));
        await persistence.SaveUpdateAsync(current.Id, Limited(record.Spec, settings.HostConfig), settings);

        var task = containerd.Tasks.Of(current.Id);
        rollback.Add("limits of the cgroup", () => task.UpdateAsync(
            Bytes(ResourceChange.Reverse(change, current.Settings.HostConfig, host.Cgroup)), CancellationToken.None));
        try
        {
            await task.UpdateAsync(Bytes(change), CancellationToken.None);
        }
        catch (ContainerdException e) when (!e.IsTransient)
        {
            // One that has ended meanwhile gets its limits at the next start.
            if (!await task.HasEndedAsync())
                throw new EngineException(ErrorKind.System, e.Message, e);
        }
    }

    /// <summary>The spec as it would be for a container with these limits.</summary>
    private TypedBytes Limited(TypedBytes spec, HostConfig limits)
    {
        var old = JsonSerializer.Deserialize(spec.Value.Span, OciJson.Default.OciSpec)!;
        var resources = SpecResources.For(limits, host, old.Linux?.Resources?.Devices);
        var next = old with { Linux = (old.Linux ?? new()) with { Resources = resources } };
        return TypedBytes.Spec(JsonSerializer.SerializeToUtf8Bytes(next, OciJson.Default.OciSpec));
    }

    private static ReadOnlyMemory<byte> Bytes(OciResources resources) =>
        JsonSerializer.SerializeToUtf8Bytes(resources, OciJson.Default.OciResources);
}
