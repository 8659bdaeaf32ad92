using System.Globalization;
using EngineApi.Containerd;
using EngineApi.Engine.Events;

namespace EngineApi.Engine.Containers;

/// <summary>Tells a container's terminal its size (API: <c>ContainerResize</c>).</summary>
public sealed class ResizeContainer(ContainerTable containers, ContainerdClient containerd, EventBus events)
{
    /// <param name="height">Rows, 0–65535.</param>
    /// <param name="width">Columns, 0–65535.</param>
    /// <exception cref="EngineException">NotFound; Conflict if it does not run.</exception>
    public async Task ExecuteAsync(string nameOrId, uint height, uint width, CancellationToken cancellationToken)
    {
        var container = containers.Find(nameOrId);
        var current = container.Current.MustRun();
        await containerd.Tasks.Of(container.Id).ResizePtyAsync(width, height, cancellationToken);
        events.PublishContainer(
            current,
            "resize",
            ("height", height.ToString(CultureInfo.InvariantCulture)),
            ("width", width.ToString(CultureInfo.InvariantCulture)));
    }
}
