namespace EngineApi.Server.Http;

internal static partial class FeedLog
{
    [LoggerMessage(1, LogLevel.Warning, "GET {Path}: the client has taken nothing for {Limit} and is cut off")]
    public static partial void Stalled(this ILogger log, string path, TimeSpan limit);

    [LoggerMessage(2, LogLevel.Warning, "GET {Path}: the client is cut off: {Reason}")]
    public static partial void CutOff(this ILogger log, string path, string reason);
}
