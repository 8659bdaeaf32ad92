namespace EngineApi.Server.Http;

internal static partial class ErrorBoundaryLog
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed unexpectedly")]
    public static partial void Unexpected(this ILogger log, Exception error, string method, string path);

    [LoggerMessage(2, LogLevel.Debug, "{Method} {Path}: the client is gone ({Reason})")]
    public static partial void ClientGone(this ILogger log, string method, string path, string reason);

    [LoggerMessage(3, LogLevel.Warning, "{Method} {Path} is cut after its answer began: {Reason}")]
    public static partial void Cut(this ILogger log, string method, string path, string reason);
}
