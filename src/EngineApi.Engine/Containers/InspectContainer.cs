using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Exec;
using EngineApi.Engine.Networks;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Networks;

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
            NetworkSettings = NetworksOf(current),
        };
        if (current.Lifecycle.StartedAt is not null || current.Lifecycle.Error.Length > 0)
            AddFiles(answer, current);
        if (size)
            (answer.SizeRw, answer.SizeRootFs) = await sizes.MeasureAsync(current, cancellationToken);
        return answer;
    }

    private NetworkSettings NetworksOf(ContainerSnapshot current)
    {
        var shown = new NetworkSettings { Ports = ContainerPorts.Bindings(current), Networks = ContainerNetworks.Of(current) };
        if (current.Lifecycle.Endpoints.Count > 0)
            (shown.SandboxID, shown.SandboxKey) = (current.Id, options.NetworkNamespacePath(current.Id));
        // Clients of before user-defined networks read the default bridge's here.
        if (current.IsRunning && shown.Networks.TryGetValue(PredefinedNetworks.Bridge, out var bridge))
        {
            (shown.EndpointID, shown.MacAddress) = (bridge.EndpointID, bridge.MacAddress);
            (shown.Gateway, shown.IPAddress, shown.IPPrefixLen) = (bridge.Gateway, bridge.IPAddress, bridge.IPPrefixLen);
            (shown.IPv6Gateway, shown.GlobalIPv6Address, shown.GlobalIPv6PrefixLen) = (bridge.IPv6Gateway, bridge.GlobalIPv6Address, bridge.GlobalIPv6PrefixLen);
        }

        return shown;
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
