using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench;

/// <summary>An engine that runs: how to talk to it and how to measure it.</summary>
internal sealed class MeasuredEngine(EngineOptions options) : IDisposable
{
    // What only a busy time has needed is given back after a while, by engineapi as by Go's runtime.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

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

    /// <summary>The same, after half a minute in which nothing was asked of it.</summary>
    public async Task<double> MegabytesAtRestAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Rest, cancellationToken);
        return ResidentMegabytes!.Value;
    }

    public void Dispose() => Api.Dispose();
}

/// <param name="Wall">Seconds until the work was done.</param>
/// <param name="Cpu">CPU seconds of all of the engine's processes until they were quiet again; NaN when not known.</param>
internal readonly record struct Usage(double Wall, double Cpu);
