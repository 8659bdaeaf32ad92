using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench;

/// <summary>An engine that runs: how to talk to it and how to measure it.</summary>
internal sealed class MeasuredEngine(EngineOptions options) : IDisposable
{
    public string Name => options.Name;

    public EngineOptions Options => options;

    public DockerApi Api { get; } = new(options.Socket);

    /// <summary>Null when it was not said which control group the engine is in.</summary>
    public CgroupCpu? Cpu { get; } = options.Cgroup is { } directory ? new CgroupCpu(directory) : null;

    /// <summary>Runs some work and waits until the engine is quiet, so that what it does after its answers counts too.</summary>
    public async Task<Usage> MeasureAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        if (Cpu is not null)
            await Cpu.SettleAsync(cancellationToken);
        var before = Cpu?.Seconds ?? double.NaN;
        var clock = TimeProvider.System;
        var begun = clock.GetTimestamp();
        await work();
        var wall = clock.GetElapsedTime(begun);
        if (Cpu is not null)
            await Cpu.SettleAsync(cancellationToken);
        return new(wall.TotalSeconds, (Cpu?.Seconds ?? double.NaN) - before);
    }

    /// <summary>Resident memory of the engine's own process in MB; null when its process is not known.</summary>
    public double? ResidentMegabytes => options.Pid is { } pid ? ResidentMemory.Megabytes(pid) : null;

    public void Dispose() => Api.Dispose();
}

/// <param name="Wall">Seconds until the work was done.</param>
/// <param name="Cpu">CPU seconds of all of the engine's processes until they were quiet again; NaN when not known.</param>
internal readonly record struct Usage(double Wall, double Cpu);
