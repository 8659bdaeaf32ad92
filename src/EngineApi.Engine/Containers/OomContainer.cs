using EngineApi.Engine.Events;

namespace EngineApi.Engine.Containers;

/// <summary>The kernel killed a process of a container, be it its first or an exec's, for want of memory.</summary>
public sealed class OomContainer(ContainerPersistence persistence, EventBus events)
{
    /// <param name="happened">Tells a late word about an earlier run from one about this run.</param>
    internal Task ExecuteAsync(Container container, DateTimeOffset happened) => container.Mailbox.RunAsync(
        async () =>
        {
            // The end of a run has told already.
            var current = container.Current;
            if (current.Lifecycle.StartedAt <= happened && (current.IsRunning || !current.Lifecycle.OomKilled))
                await NoteAsync(container);
        },
        CancellationToken.None);

    /// <summary>Call it from a transition in the container's mailbox. When it fails, the kernel's own count is there until the run ends.</summary>
    internal async Task NoteAsync(Container container)
    {
        var current = container.Current;
        if (!current.Lifecycle.OomKilled)
        {
            var lifecycle = current.Lifecycle with { OomKilled = true };
            await persistence.TrySaveLifecycleAsync(current.Id, lifecycle);
            current = container.Swap(current with { Lifecycle = lifecycle });
        }

        events.PublishContainer(current, "oom");
    }
}
