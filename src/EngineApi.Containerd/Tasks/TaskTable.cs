using Wire = EngineApi.Containerd.Protocol.Tasks;

namespace EngineApi.Containerd.Tasks;

/// <summary>The tasks of one namespace (the Tasks service). Handles are stateless: they name a task, whether or not it exists.</summary>
public sealed class TaskTable
{
    private readonly Connection _connection;
    private readonly Wire.Tasks.TasksClient _calls;

    internal TaskTable(Connection connection)
    {
        _connection = connection;
        _calls = new(connection.Invoker);
    }

    /// <summary>The task of a container; no call is made.</summary>
    public TaskHandle Of(string containerId) => new(_connection, _calls, containerId);

    /// <summary>The first process of every task. A task whose shim does not answer has status Unknown.</summary>
    public async Task<IReadOnlyList<TaskState>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await _connection.CallAsync(o => _calls.ListAsync(new(), o), Deadlines.Runtime, cancellationToken);
        return [.. answer.Tasks.Select(process => TaskState.From(process, process.Id, ""))];
    }

    /// <summary>The cgroup counters of several tasks in one call; a task that is gone is missing from the answer.</summary>
    public async Task<IReadOnlyList<TaskMetrics>> MetricsAsync(IEnumerable<string> containerIds, CancellationToken cancellationToken)
    {
        var request = new Wire.MetricsRequest();
        request.Filters.AddRange(containerIds.Select(id => "id==" + id));
        if (request.Filters.Count == 0)
        {
            return [];
        }
        var answer = await _connection.CallAsync(o => _calls.MetricsAsync(request, o), Deadlines.Shim, cancellationToken);
        return [.. answer.Metrics.Select(TaskMetrics.From)];
    }
}
