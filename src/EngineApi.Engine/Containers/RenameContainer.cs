using EngineApi.Engine.Events;
using EngineApi.Engine.Networks.Dns;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers;

/// <summary>Gives a container another name (API: <c>ContainerRename</c>).</summary>
public sealed class RenameContainer(
    ContainerTable containers, ContainerPersistence persistence, NetworkDns dns, EventBus events, ILogger<RenameContainer> log)
{
    /// <exception cref="EngineException">NotFound; InvalidParameter for a bad name or its own; Conflict if the name is taken.</exception>
    public Task ExecuteAsync(string nameOrId, string newName, CancellationToken cancellationToken)
    {
        if (nameOrId.Length == 0 || newName.TrimStart('/').Length == 0)
            throw EngineException.InvalidParameter("Neither old nor new names may be empty");
        var name = ContainerRules.CheckedName(newName);
        var container = containers.Find(nameOrId);
        return container.Mailbox.RunAsync(() => RenameAsync(container, name), cancellationToken);
    }

    private async Task RenameAsync(Container container, string name)
    {
        var current = container.Current;
        if (current.Name == name)
            throw EngineException.InvalidParameter("Renaming a container with the same name as its current name");
        containers.Reserve(name, container.Id);
        await using var rollback = new Rollback((step, e) => log.UndoFailed(container.Id, step, e));
        rollback.Add("reserved name", () => containers.Release(name, container.Id));
        // A write whose answer was lost may have been carried out: the record must not claim a name that is free for others.
        rollback.Add("written name", () => persistence.SaveNameAsync(container.Id, current.Name));
        await persistence.SaveNameAsync(container.Id, name);
        rollback.Commit();

        var next = container.Swap(current with { Name = name });
        containers.Release(current.Name, container.Id);
        await dns.RenameAsync(next);
        events.PublishContainer(next, "rename", ("oldName", "/" + current.Name));
    }
}
