using EngineApi.Engine.Stdio;

namespace EngineApi.Engine.Containers;

/// <summary>Opens the streams of a container: its log as configured, and the hub that its clients attach to.</summary>
public sealed class ContainerStreams(StdioThread thread, EngineOptions options)
{
    /// <summary>Makes or continues the log, so that it is the container's from its creation to its removal.</summary>
    public async Task<StdioHub> OpenAsync(ContainerSnapshot container)
    {
        var config = container.Settings.Config;
        var logging = container.Settings.HostConfig.LogConfig;
        var log = logging.Type == "none"
            ? null
            : await ContainerLog.OpenAsync(thread, options.LogPath(container.Id), JsonFileOptions.Parse(logging.Config), LogAttributes.Of(container));
        return new(thread, new StdioHubOptions
        {
            Tty = config.Tty,
            StdinOnce = config.StdinOnce,
            Log = log,
            BacklogDirectory = options.ContainerDirectory(container.Id),
        });
    }

    /// <summary>Where the FIFOs of the container's first process are.</summary>
    public StdioPaths PathsOf(ContainerSnapshot container)
    {
        var config = container.Settings.Config;
        return StdioPaths.For(options.ExecRoot, container.Id, execId: "", config.OpenStdin, config.Tty);
    }
}
