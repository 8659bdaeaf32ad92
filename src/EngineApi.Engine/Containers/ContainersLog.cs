using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers;

internal static partial class ContainersLog
{
    [LoggerMessage(LogLevel.Error, "container {Id}: could not undo \"{Step}\"")]
    public static partial void UndoFailed(this ILogger log, string id, string step, Exception error);

    [LoggerMessage(LogLevel.Error, "container {Id}: its exit could not be handled; trying again")]
    public static partial void ExitFailed(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Warning, "container {Id}: could not remove it after it ended")]
    public static partial void AutoRemoveFailed(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Information, "container {Id} ({Name}) exited with {ExitCode}")]
    public static partial void Exited(this ILogger log, string id, string name, int exitCode);

    [LoggerMessage(LogLevel.Warning, "container {Id}: {What} was left behind and has been removed")]
    public static partial void Swept(this ILogger log, string id, string what);

    [LoggerMessage(LogLevel.Error, "container {Id}: could not be restored; it is shown as dead")]
    public static partial void NotRestored(this ILogger log, string id, Exception error);
}
