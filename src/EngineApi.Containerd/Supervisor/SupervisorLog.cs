using Microsoft.Extensions.Logging;

namespace EngineApi.Containerd.Supervisor;

internal static partial class SupervisorLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "containerd {version} answers at {address} (external)")]
    public static partial void External(this ILogger logger, string version, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "containerd {version} runs with pid {pid} at {address} (managed)")]
    public static partial void Started(this ILogger logger, string version, int pid, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "containerd {version} of an earlier run goes on with pid {pid} at {address} (managed)")]
    public static partial void Adopted(this ILogger logger, string version, int pid, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "containerd of an earlier run, pid {pid}, does not answer and is replaced: {reason}")]
    public static partial void Silent(this ILogger logger, int pid, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "containerd, pid {pid}, ended; restarting in {pause}")]
    public static partial void Died(this ILogger logger, int pid, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Error, Message = "containerd did not start again; next attempt in {pause}: {reason}")]
    public static partial void RestartFailed(this ILogger logger, TimeSpan pause, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "watching containerd failed")]
    public static partial void WatchFailed(this ILogger logger, Exception error);
}
