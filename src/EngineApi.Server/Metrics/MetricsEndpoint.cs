using EngineApi.Engine;
using EngineApi.Engine.Events;
using EngineApi.Engine.Exec;
using EngineApi.Linux.Host;
using EngineApi.Linux.Processes;
using EngineApi.Server.Hijack;

namespace EngineApi.Server.Metrics;

/// <summary>
/// <c>GET /metrics</c>, on the API's listeners and on <c>--metrics-addr</c>. Names are dockerd's where it has the same; what it has not
/// begins with <c>engineapi_</c>.
/// </summary>
internal sealed class MetricsEndpoint(
    CountContainers containers, EventBus events, ExecTable execs, EngineId id, EngineOptions options, RequestCounts requests, ActionTimes times,
    LiveConnections connections)
{
    private readonly SystemFacts _host = SystemFacts.Read();

    public Task AnswerAsync(HttpContext context)
    {
        context.Response.ContentType = MetricsText.ContentType;
        return context.Response.WriteAsync(Write(), context.RequestAborted);
    }

    private string Write()
    {
        var text = new MetricsText();
        times.Write(text);
        WriteContainers(text);
        text.Gauge("engine_daemon_engine_cpus_cpus", "The number of cpus that the host system of the engine has", _host.CpuCount);
        text.Family("engine_daemon_engine_info", "gauge", "The information related to the engine and the OS it is running on")
            .Sample("engine_daemon_engine_info", Info(), 1);
        text.Gauge("engine_daemon_engine_memory_bytes", "The number of bytes of memory that the host system of the engine has", _host.MemoryTotal);
        text.Gauge("engine_daemon_events_subscribers_total", "The number of current subscribers to events", events.SubscriptionCount);
        text.Counter("engine_daemon_events_total", "The number of events logged", events.PublishedCount);
        text.Counter("engineapi_execs_total", "The number of execs that were created", execs.CreatedCount);
        text.Gauge("engineapi_http_connections", "The number of open connections to the API", connections.Count);
        text.Family("engineapi_http_requests_total", "counter", "The number of requests answered, by status");
        foreach (var (status, count) in requests.Read())
            text.Sample("engineapi_http_requests_total", MetricsText.Label("code", $"{status}"), count);
        WriteProcess(text);
        return text.ToString();
    }

    private void WriteContainers(MetricsText text)
    {
        const string Name = "engine_daemon_container_states_containers";
        var (running, paused, stopped) = containers();
        text.Family(Name, "gauge", "The count of containers in various states")
            .Sample(Name, MetricsText.Label("state", "paused"), paused)
            .Sample(Name, MetricsText.Label("state", "running"), running)
            .Sample(Name, MetricsText.Label("state", "stopped"), stopped);
    }

    private static void WriteProcess(MetricsText text)
    {
        var usage = ProcessUsage.Read();
        text.Counter("process_cpu_seconds_total", "Total user and system CPU time spent in seconds.", usage.CpuTime.TotalSeconds);
        text.Gauge("process_max_fds", "Maximum number of open file descriptors.", usage.MaxDescriptors);
        text.Gauge("process_open_fds", "Number of open file descriptors.", usage.OpenDescriptors);
        text.Gauge("process_resident_memory_bytes", "Resident memory size in bytes.", usage.ResidentBytes);
        text.Gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.", usage.StartedAt.ToUnixTimeMilliseconds() / 1000.0);
        text.Gauge("process_virtual_memory_bytes", "Virtual memory size in bytes.", usage.VirtualBytes);
    }

    private string Info() => string.Join(',',
    [
        MetricsText.Label("architecture", _host.Architecture),
        MetricsText.Label("commit", EngineVersion.GitCommit),
        MetricsText.Label("daemon_id", id.Value),
        MetricsText.Label("graphdriver", options.Snapshotter),
        MetricsText.Label("kernel", _host.KernelVersion),
        MetricsText.Label("os", _host.OperatingSystem),
        MetricsText.Label("os_type", "linux"),
        MetricsText.Label("os_version", _host.OsVersion),
        MetricsText.Label("version", EngineVersion.Version),
    ]);
}
