using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Containers;

internal static partial class ContainersLog
{
    [LoggerMessage(LogLevel.Error, "container {Id}: could not undo \"{Step}\"")]
    public static partial void UndoFailed(this ILogger log, string id, string step, Exception error);

    [LoggerMessage(LogLevel.Error, "container {Id}: its state could not be settled; trying again")]
    public static partial void LookFailed(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Error, "container {Id}: its shim was asked {Tries} times and does not answer; it is shown as dead")]
    public static partial void Silent(this ILogger log, string id, int tries);

    [LoggerMessage(LogLevel.Error, "container {Id}: its record in containerd is gone")]
    public static partial void RecordGone(this ILogger log, string id);

    [LoggerMessage(LogLevel.Error, "the event stream failed; subscribing anew")]
    public static partial void EventsFailed(this ILogger log, Exception error);

    [LoggerMessage(LogLevel.Warning, "container {Id}: its streams could not be opened again; its output is lost")]
    public static partial void StreamsLost(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Warning, "container {Id}: its streams could not be left in order")]
    public static partial void LeaveFailed(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Warning, "container {Id}: another container has its name {Name}; it is called {Substitute} now")]
    public static partial void NameTaken(this ILogger log, string id, string name, string substitute);

    [LoggerMessage(LogLevel.Warning, "containerd did not list its tasks within {Seconds} s; each container is asked by itself")]
    public static partial void TasksNotListed(this ILogger log, double seconds);

    [LoggerMessage(LogLevel.Error, "container {Id}: its health is not probed any more")]
    public static partial void ProbeFailed(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Warning, "container {Id}: what its health probes found is not kept for a restart of the gateway")]
    public static partial void HealthNotSaved(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Warning, "container {Id}: its restart policy could not start it")]
    public static partial void RestartFailed(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Warning, "container {Id}: could not remove it after it ended")]
    public static partial void AutoRemoveFailed(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Information, "container {Id} ({Name}) exited with {ExitCode}")]
    public static partial void Exited(this ILogger log, string id, string name, int exitCode);

    [LoggerMessage(LogLevel.Warning, "{DataRoot} was used with another containerd or namespace: its directories are left alone")]
    public static partial void OtherStore(this ILogger log, string dataRoot);

    [LoggerMessage(LogLevel.Warning, "container {Id}: {What} was left behind and has been removed")]
    public static partial void Swept(this ILogger log, string id, string what);

    [LoggerMessage(LogLevel.Warning, "container {Id}: its cgroup could not be read")]
    public static partial void SampleFailed(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Error, "container {Id}: could not be restored; it is shown as dead")]
    public static partial void NotRestored(this ILogger log, string id, Exception error);

    [LoggerMessage(LogLevel.Warning, "container {Id}: not pruned: {Reason}")]
    public static partial void NotPruned(this ILogger log, string id, string reason);
}
