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
}
