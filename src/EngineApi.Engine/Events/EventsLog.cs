using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Events;

internal static partial class EventsLog
{
    [LoggerMessage(LogLevel.Warning, "the history of events could not be read: it begins anew")]
    public static partial void HistoryUnreadable(this ILogger log, Exception error);

    [LoggerMessage(LogLevel.Warning, "events could not be written to the history: after a restart they are missing from it")]
    public static partial void HistoryUnwritable(this ILogger log, Exception error);

    [LoggerMessage(LogLevel.Warning, "the history of events was not finished within {Limit}: readers will be told of a gap")]
    public static partial void HistoryUnfinished(this ILogger log, TimeSpan limit);
}
