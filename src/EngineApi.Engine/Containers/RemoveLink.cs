using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Containers.Update;

namespace EngineApi.Engine.Containers;

/// <summary>Takes a link away that a container on the default bridge has to another one (API: <c>ContainerDelete</c> with <c>link</c>).</summary>
public sealed class RemoveLink(ContainerTable containers, ContainerPersistence persistence, LaunchFiles files)
{
    /// <param name="name"><c>CONTAINER/ALIAS</c>, as <c>--link OTHER:ALIAS</c> of CONTAINER made it.</param>
    /// <exception cref="EngineException">NotFound: there is no such link; System: it names a container.</exception>
    public async Task ExecuteAsync(string name, CancellationToken cancellationToken)
    {
        var path = name.Trim('/');
        var slash = path.LastIndexOf('/');
        if (slash < 0)
        {
            containers.Find(path);
            throw new EngineException(ErrorKind.System, "Conflict, cannot remove the default link name of the container");
        }

        var container = containers.FindOrNull(path[..slash]) ?? throw NotFound(name);
        await container.Mailbox.RunAsync(() => RemoveAsync(container, path[(slash + 1)..], name), cancellationToken);
    }

    private async Task RemoveAsync(Container container, string alias, string name)
    {
        var current = container.Current;
        var links = current.Settings.HostConfig.Links ?? [];
        var left = links.Where(link => LinkedContainers.Parse(link).Alias != alias).ToList();
        if (left.Count == links.Count)
            throw NotFound(name);
        var host = ResourceChange.Copy(current.Settings.HostConfig);
        host.Links = left.Count == 0 ? null : left;
        var settings = current.Settings with { HostConfig = host };
        await persistence.SaveSettingsAsync(current.Id, settings);
        var next = container.Swap(current with { Settings = settings });
        if (next.IsRunning)
            await files.WriteAsync(next, next.Lifecycle.Endpoints);
    }

    private static EngineException NotFound(string name) => EngineException.NotFound("No such container: " + name);
}
