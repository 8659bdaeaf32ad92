using System.Buffers;
using EngineApi.Engine.Images;

namespace EngineApi.Engine.Containers;

/// <summary>Which containers there are (API: <c>ContainerList</c>). Reads snapshots; waits for no container.</summary>
public sealed class ListContainers(ContainerTable containers, ResolveImage images, ContainerSize sizes, TimeProvider time)
{
    /// <param name="all">Also those that do not run.</param>
    /// <param name="limit">The newest so many, running or not; 0 or less for no limit.</param>
    /// <param name="size">Also measure them on disk.</param>
    /// <param name="filters">As the API encodes them; null for none.</param>
    /// <param name="output">Takes the answer: a JSON array of container summaries, newest first.</param>
    /// <exception cref="EngineException">InvalidParameter or NotFound for the filters.</exception>
    public async Task WriteAsync(
        bool all, int limit, bool size, string? filters, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        var filter = await ContainerFilter.ParseAsync(filters, containers, images, cancellationToken);
        var everything = all || limit > 0 || filter.NamesStatus;
        var now = time.GetUtcNow();
        var written = 0;
        output.Write("["u8);
        foreach (var container in containers.All.Reverse())
        {
            var current = container.Current;
            if (!(everything || current.IsUp) || !filter.Matches(current))
                continue;
            if (limit > 0 && written == limit)
                break;
            if (written++ > 0)
                output.Write(","u8);
            (size ? await MeasuredAsync(current, cancellationToken) : current.Summary).Write(output, StatusText.Of(current, now));
        }

        output.Write("]\n"u8);
    }

    private async Task<SummaryJson> MeasuredAsync(ContainerSnapshot container, CancellationToken cancellationToken)
    {
        var summary = ContainerSummaries.Of(container);
        (summary.SizeRw, summary.SizeRootFs) = await sizes.MeasureAsync(container, cancellationToken);
        return new(summary);
    }
}
