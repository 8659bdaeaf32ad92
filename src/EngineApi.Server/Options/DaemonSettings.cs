using EngineApi.Engine;

namespace EngineApi.Server.Options;

/// <summary>Everything the command line and the configuration file say.</summary>
public sealed record DaemonSettings
{
    public ServerOptions Server { get; init; } = new();

    public EngineOptions Engine { get; init; } = new();

    public DaemonAction Action { get; init; } = DaemonAction.Run;

    public string PidFile => Server.PidFile ?? Path.Combine(Engine.ExecRoot, "engineapi.pid");
}

public enum DaemonAction
{
    Run,
    /// <summary><c>--validate</c>: the options and the file were read, and that was all.</summary>
    Validate,
    Version,
    Help,
}
