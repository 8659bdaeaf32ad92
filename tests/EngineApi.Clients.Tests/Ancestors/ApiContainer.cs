using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EngineApi.Containerd;
using EngineApi.Containerd.Snapshots;
using EngineApi.Linux.Cgroups;
using EngineApi.Testing;

namespace EngineApi.Clients.Tests.Ancestors;

/// <summary>A busybox container made over plain HTTP; disposal removes it.</summary>
internal sealed class ApiContainer : IAsyncDisposable
{
    private static readonly CgroupMounts s_cgroups = CgroupMounts.Read();

    private readonly Api _api;
    private bool _removed;

    private ApiContainer(Api api, string id) => (_api, Id) = (api, id);

    public string Id { get; }

    public string Path => "/containers/" + Id;

    /// <param name="api">Of which engine.</param>
    /// <param name="members">More members of the request, as JSON without the braces.</param>
    /// <param name="host">More members of its HostConfig.</param>
    /// <param name="command">What it runs.</param>
    public static async Task<ApiContainer> CreateAsync(Api api, string[] command, string members = "", string host = "")
    {
        var request =
            $$"""
            {
              "Image": "{{BusyboxImage.Name}}", "Cmd": {{JsonSerializer.Serialize(command)}}{{(members.Length > 0 ? "," : "")}} {{members}},
              "HostConfig": {"NetworkMode": "none"{{(host.Length > 0 ? "," : "")}} {{host}}}
            }
            """;
        return new(api, (string)(await api.PostAsync("/containers/create", request))![nameof(Id)]!);
    }

    /// <inheritdoc cref="CreateAsync"/>
    public static async Task<ApiContainer> StartAsync(Api api, string[] command, string members = "", string host = "")
    {
        var container = await CreateAsync(api, command, members, host);
        await container.PostAsync("/start");
        return container;
    }

    public static Task<ApiContainer> StartAsync(Api api, string script) => StartAsync(api, ["sh", "-c", script]);

    public static Task<ApiContainer> SleepingAsync(Api api) => StartAsync(api, ["sleep", "1000"]);

    public async Task<JsonNode> GetAsync(string below) => (await _api.GetAsync(Path + below))!;

    public Task<JsonNode?> PostAsync(string below, string? json = null) => _api.PostAsync(Path + below, json);

    public Task<JsonNode> InspectAsync() => GetAsync("/json");

    public async Task<JsonNode> StateAsync() => (await InspectAsync())["State"]!;

    public async Task<string> StatusAsync() => (string)(await StateAsync())["Status"]!;

    public async Task<int> PidAsync() => (int)(await StateAsync())["Pid"]!;

    /// <summary>What the runtime says of its task; null when there is none.</summary>
    public async Task<JsonNode?> TaskAsync()
    {
        var (status, text) = await _api.AnswerAsync(HttpMethod.Get, "/runtime/tasks/" + Id, null);
        return status == 404 ? null : JsonNode.Parse(text);
    }

    public Task BecomesAsync(string status) => Eventually.BecomesTrueAsync(async () => await StatusAsync() == status, null, $"{Id} is {status}");

    /// <summary>The exit code, when it has ended.</summary>
    public async Task<int> WaitAsync() => (int)(await PostAsync("/wait"))!["StatusCode"]!;

    /// <summary>Its stdout and stderr up to now.</summary>
    public async Task<(string Stdout, string Stderr)> LogsAsync()
    {
        using var answer = await _api.Engine.Http.GetAsync(new Uri(Path + "/logs?stdout=1&stderr=1", UriKind.Relative));
        return StdcopyText.Split(await answer.Content.ReadAsByteArrayAsync());
    }

    public Task SaysAsync(string text) => Eventually.BecomesTrueAsync(
        async () => (await LogsAsync()).Stdout.Contains(text, StringComparison.Ordinal), null, $"{Id} says {text}");

    /// <summary>Runs a command in it to the end.</summary>
    public async Task<(int ExitCode, string Stdout)> ExecAsync(params string[] command)
    {
        var exec = (string)(await PostAsync("/exec", $$"""{"AttachStdout": true, "Cmd": {{JsonSerializer.Serialize(command)}}}"""))![nameof(Id)]!;
        using var stream = await HijackClient.PostAsync(_api.Engine, $"/exec/{exec}/start", "{}");
        var (stdout, _) = await stream.ReadFramesAsync();
        return ((int)(await _api.GetAsync($"/exec/{exec}/json"))!["ExitCode"]!, stdout);
    }

    /// <summary>A file of its cgroup.</summary>
    /// <param name="controller">Whose, on cgroup v1.</param>
    /// <param name="legacy">Its name on v1.</param>
    /// <param name="unified">Its name on v2.</param>
    public async Task<string> CgroupAsync(string controller, string legacy, string unified)
    {
        var cgroup = $"/{_api.Engine.Namespace}/{Id}";
        var file = s_cgroups.Version == 2
            ? System.IO.Path.Combine(s_cgroups.UnifiedDirectoryOf(cgroup)!, unified)
            : System.IO.Path.Combine(s_cgroups.DirectoryOf(controller, cgroup)!, legacy);
        return (await File.ReadAllTextAsync(file)).Trim();
    }

    /// <summary>The pids in its cgroup.</summary>
    public async Task<int[]> CgroupPidsAsync() =>
        [.. (await CgroupAsync("pids", "cgroup.procs", "cgroup.procs")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).Order()];

    /// <summary>Whether the kernel has frozen it.</summary>
    public async Task<bool> IsFrozenAsync() => s_cgroups.Version == 2
        ? (await CgroupAsync("", "", "cgroup.events")).Contains("frozen 1", StringComparison.Ordinal)
        : await CgroupAsync("freezer", "freezer.state", "") == "FROZEN";

    /// <summary>Its events up to and with the first of an action.</summary>
    public async Task<IReadOnlyList<JsonNode>> EventsAsync(string until)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var since = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var filters = Uri.EscapeDataString($$"""{"container":["{{Id}}"],"type":["container"]}""");
        await using var stream = await _api.Engine.Http.GetStreamAsync(new Uri($"/events?since={since}&filters={filters}", UriKind.Relative), deadline.Token);
        using var lines = new StreamReader(stream);
        var events = new List<JsonNode>();
        do
        {
            events.Add(JsonNode.Parse((await lines.ReadLineAsync(deadline.Token))!)!);
        }
        while ((string)events[^1]["Action"]! != until);
        return events;
    }

    /// <summary>Whether containerd has a container of this id.</summary>
    public async Task<bool> IsRecordedAsync()
    {
        using var client = new ContainerdClient(_api.Engine.ContainerdSocket, _api.Engine.Namespace);
        try
        {
            await client.Containers.GetAsync(Id, CancellationToken.None);
            return true;
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            return false;
        }
    }

    /// <summary>What the kernel and containerd hold for it as long as it runs, one line each; empty when nothing.</summary>
    public async Task<IReadOnlyList<string>> HeldAsync()
    {
        var held = new List<string>(MountTable.Under(_api.Engine.Root).Where(point => point.Contains(Id, StringComparison.Ordinal)).Select(point => "mount " + point));
        if (await TaskAsync() is not null)
            held.Add("task");
        if (Directory.EnumerateDirectories("/sys/fs/cgroup", "*", SearchOption.AllDirectories).Any(path => path.EndsWith(Id, StringComparison.Ordinal)))
            held.Add("cgroup");
        return held;
    }

    /// <summary>Its writable snapshot in containerd; null when there is none.</summary>
    public async Task<SnapshotInfo?> SnapshotAsync()
    {
        using var client = new ContainerdClient(_api.Engine.ContainerdSocket, _api.Engine.Namespace);
        try
        {
            return await client.Snapshots("overlayfs").StatAsync(Id, CancellationToken.None);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            return null;
        }
    }

    public async Task RemoveAsync()
    {
        _removed = true;
        await _api.DeleteAsync(Path + "?force=1");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_removed)
            await _api.AnswerAsync(HttpMethod.Delete, Path + "?force=1", null);
    }
}
