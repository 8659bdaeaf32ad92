using System.IO.Pipelines;
using EngineApi.Engine.Stdio;

namespace EngineApi.Engine.Containers;

/// <summary>What a container has written (API: <c>ContainerLogs</c>).</summary>
public sealed class ReadContainerLogs(ContainerTable containers, TimeProvider time)
{
    /// <summary>Checks everything that can be refused; the reading itself comes with <see cref="ContainerLogSession"/>.</summary>
    /// <exception cref="EngineException">InvalidParameter without a stream; NotFound; NotImplemented if the driver keeps nothing.</exception>
    public ContainerLogSession Open(string nameOrId, LogReadOptions options)
    {
        if (!options.Stdout && !options.Stderr)
            throw EngineException.InvalidParameter("Bad parameters: you must choose at least one stream");
        var container = containers.Find(nameOrId);
        var log = container.Stdio.Log ?? throw EngineException.NotImplemented("configured logging driver does not support reading");
        options = options with { Tty = container.Current.Settings.Config.Tty };
        return new(new LogReader(log.FilePath, log.Signal, time), options);
    }
}

/// <summary>A log about to be read.</summary>
public sealed class ContainerLogSession(LogReader reader, LogReadOptions options)
{
    public bool Tty => options.Tty;

    /// <summary>Writes what was asked for; with follow, until the container stops.</summary>
    public Task CopyToAsync(PipeWriter output, CancellationToken clientGone) => reader.CopyToAsync(options, output, clientGone);
}
