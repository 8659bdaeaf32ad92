using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Stdio;

internal static partial class StdioLog
{
    [LoggerMessage(1, LogLevel.Error, "a stdio handler failed")]
    public static partial void HandlerFailed(ILogger logger, Exception failure);

    [LoggerMessage(2, LogLevel.Error, "log {path} cannot be written; {bytes} bytes of {stream} are not in it")]
    public static partial void LogLost(ILogger logger, string path, long bytes, string stream, Exception failure);

    [LoggerMessage(3, LogLevel.Warning, "an attached client did not read for {seconds} s and was dropped")]
    public static partial void ClientDropped(ILogger logger, double seconds);

    [LoggerMessage(4, LogLevel.Warning, "closing the stdin of a process failed")]
    public static partial void CloseStdinFailed(ILogger logger, Exception failure);

    [LoggerMessage(5, LogLevel.Error, "output of a process cannot be read")]
    public static partial void OutputFailed(ILogger logger, Exception failure);

    [LoggerMessage(6, LogLevel.Warning, "output that is not read yet would be lost if the gateway were killed and the container ended meanwhile")]
    public static partial void NotHeld(ILogger logger, Exception? failure);

    [LoggerMessage(7, LogLevel.Warning, "the process {pid} that keeps output for a gateway that is killed has ended; the next start of a container starts another")]
    public static partial void HolderEnded(ILogger logger, int pid);

    [LoggerMessage(8, LogLevel.Warning, "a process that kept output for an earlier run of the gateway cannot be ended")]
    public static partial void FormerHolderStays(ILogger logger, Exception failure);

    [LoggerMessage(9, LogLevel.Warning, "{path} stays as it is: it cannot be packed")]
    public static partial void NotPacked(ILogger logger, string path, Exception failure);
}
