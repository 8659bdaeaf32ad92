namespace EngineApi.Server;

/// <summary>The level of the log, which a reload may change. Debug mode outranks <c>--log-level</c>, as in dockerd.</summary>
internal sealed class LogSwitch
{
    private volatile int _level;

    public LogSwitch(LogLevel level, bool debug) => Set(level, debug);

    public void Set(LogLevel level, bool debug) => _level = (int)(debug && level > LogLevel.Debug ? LogLevel.Debug : level);

    /// <summary>Until it is set, a failure to start is shown by the one line at the end and not by the framework's stack trace.</summary>
    public bool Started { get; set; }

    /// <summary>Of the framework only warnings are news.</summary>
    public bool Enabled(string? category, LogLevel level) =>
        (int)level >= _level
        // Enabled at any level, this one makes an activity and a log scope for every request.
        && category is not "Microsoft.AspNetCore.Hosting.Diagnostics"
        && (Started || category is not "Microsoft.Extensions.Hosting.Internal.Host")
        && (level >= LogLevel.Warning || category is null || !category.StartsWith("Microsoft.", StringComparison.Ordinal));
}
