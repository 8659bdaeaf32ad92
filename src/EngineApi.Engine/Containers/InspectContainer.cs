using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Exec;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers;

/// <summary>Everything about one container (API: <c>ContainerInspect</c>). Reads a snapshot; waits for nothing.</summary>
public sealed class InspectContainer(ContainerTable containers, ExecTable execs, ContainerSize sizes, EngineOptions options)
{
    /// <param name="size">Also measure the container's file systems.</param>
    /// <exception cref="EngineException">NotFound.</exception>
    public async Task<ContainerInspect> ExecuteAsync(string nameOrId, bool size, CancellationToken cancellationToken)
    {
        var current = containers.Find(nameOrId).Current;
        var settings = current.Settings;
        var (path, args) = CommandLine.Of(settings.Config);
        var answer = new ContainerInspect
        {
            Id = current.Id,
            Created = GoTime.Format(settings.Created),
            Path = path,
            Args = args,
            State = StateOf(current),
            Image = settings.ImageId,
            Name = "/" + current.Name,
            RestartCount = current.Lifecycle.RestartCount,
            Driver = options.Snapshotter,
            Platform = settings.Os,
            ExecIDs = execs.IdsOf(current.Id),
            HostConfig = settings.HostConfig,
            GraphDriver = new GraphDriver { Name = options.Snapshotter },
            Mounts = ContainerMounts.Listed(settings),
            Config = settings.Config,
            NetworkSettings = new() { Ports = [], Networks = ContainerNetworks.Of(settings) },
        };
        if (current.Lifecycle.StartedAt is not null || current.Lifecycle.Error.Length > 0)
            AddFiles(answer, current);
        if (size)
            (answer.SizeRw, answer.SizeRootFs) = await sizes.MeasureAsync(current, cancellationToken);
        return answer;
    }

    /// <summary>The files exist from the first start on.</summary>
    private void AddFiles(ContainerInspect answer, ContainerSnapshot current)
    {
        var directory = options.ContainerDirectory(current.Id);
        answer.HostnamePath = Path.Combine(directory, "hostname");
        answer.HostsPath = Path.Combine(directory, "hosts");
        answer.ResolvConfPath = Path.Combine(directory, "resolv.conf");
        if (current.Settings.HostConfig.LogConfig.Type == "json-file")
            answer.LogPath = options.LogPath(current.Id);
    }

    private static ContainerState StateOf(ContainerSnapshot current)
    {
        var life = current.Lifecycle;
        return new()
        {
            Status = current.Status.ToApi(),
            Running = current.IsUp,
            Paused = current.Status == ContainerStatus.Paused,
            Restarting = current.Status == ContainerStatus.Restarting,
            OOMKilled = life.OomKilled,
            Dead = current.Status == ContainerStatus.Dead,
            Pid = current.Pid,
            ExitCode = life.ExitCode,
            Error = life.Error,
            StartedAt = life.StartedAt is { } started ? GoTime.Format(started) : GoTime.Zero,
            Health = current.Health?.ToApi(),
            FinishedAt = life.FinishedAt is { } finished ? GoTime.Format(finished) : GoTime.Zero,
        };
    }
}
