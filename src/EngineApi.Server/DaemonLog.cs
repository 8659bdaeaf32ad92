namespace EngineApi.Server;

internal static partial class DaemonLog
{
    [LoggerMessage(1, LogLevel.Information, "API listen on {Host}")]
    public static partial void Listening(this ILogger log, string host);

    [LoggerMessage(2, LogLevel.Warning, "the stop took longer than {Seconds} s and was forced")]
    public static partial void StopCut(this ILogger log, double seconds);

    [LoggerMessage(3, LogLevel.Information, "configuration reloaded (debug {Debug})")]
    public static partial void Reloaded(this ILogger log, bool debug);

    [LoggerMessage(4, LogLevel.Error, "configuration not reloaded: {Reason}")]
    public static partial void ReloadRefused(this ILogger log, string reason);

    [LoggerMessage(5, LogLevel.Error, "a handler of the event loop failed")]
    public static partial void ReactorFailed(this ILogger log, Exception error);

    [LoggerMessage(7, LogLevel.Debug, "gave back {Bytes} bytes of the program that were in memory")]
    public static partial void PagesReleased(this ILogger log, long bytes);

    [LoggerMessage(8, LogLevel.Debug, "the pages of the program could not be given back")]
    public static partial void PagesNotReleased(this ILogger log, Exception error);
}
