using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Exec;

/// <summary><c>docker exec</c> in one running container.</summary>
public class ExecTests(EngineProcess engine) : IAsyncLifetime
{
    private readonly DockerCli _docker = new(engine);
    private string _id = "";

    public async ValueTask InitializeAsync()
        => _id = await _docker.OkAsync("run", "-d", "-e", "FROM=container", "-w", "/tmp", BusyboxImage.Name, "sleep", "1000");

    public async ValueTask DisposeAsync() => await _docker.OkAsync("rm", "-f", _id);

    [Fact]
    public async Task Both_streams_and_the_exit_code_come_back()
    {
        var exec = await _docker.RunAsync("exec", _id, "sh", "-c", "echo out; echo err >&2; exit 42");
        Assert.Equal((42, "out\n", "err\n"), (exec.ExitCode, exec.Output, exec.Error));
    }

    [Fact]
    public async Task Stdin_is_delivered_to_its_end()
    {
        var input = string.Join('\n', Enumerable.Range(1, 200_000)) + "\n";
        var exec = await _docker.RunWithInputAsync(System.Text.Encoding.ASCII.GetBytes(input), "exec", "-i", _id, "sh", "-c", "cat; echo after-eof");
        Assert.True(exec.Ok() == input + "after-eof", $"{exec.Output.Length} characters came back");
    }

    [Fact]
    public async Task User_directory_and_environment()
    {
        Assert.Equal("container /tmp 0", await _docker.OkAsync("exec", _id, "sh", "-c", "echo $FROM $PWD $(id -u)"));
        Assert.Equal(
            "exec / 65534", await _docker.OkAsync("exec", "-u", "nobody", "-w", "/", "-e", "FROM=exec", _id, "sh", "-c", "echo $FROM $PWD $(id -u)"));
    }

    [Theory]
    [InlineData("nosuch", 127, "OCI runtime exec failed: exec failed: unable to start container process: exec: \"nosuch\": executable file not found in $PATH")]
    [InlineData("/nosuch", 127, "no such file or directory")]
    [InlineData("/etc/passwd", 126, "permission denied")]
    public async Task A_command_that_cannot_run(string command, int exitCode, string words)
    {
        var exec = await _docker.RunAsync("exec", _id, command);
        Assert.Equal(exitCode, exec.ExitCode);
        Assert.Contains(words, exec.Output + exec.Error);
    }

    [Fact]
    public async Task Detached_it_returns_at_once_and_runs()
    {
        Assert.Equal("", await _docker.OkAsync("exec", "-d", _id, "sh", "-c", "echo was-here > /tmp/detached"));
        await Eventually.BecomesTrueAsync(async () => (await _docker.RunAsync("exec", _id, "cat", "/tmp/detached")).Output == "was-here\n");
    }

    [Fact]
    public async Task A_grandchild_that_holds_the_output_open_does_not_keep_it_waiting()
    {
        var watch = Stopwatch.StartNew();
        var exec = await _docker.RunAsync("exec", _id, "sh", "-c", "sleep 500 & echo done; exit 3");
        Assert.Equal((3, "done\n"), (exec.ExitCode, exec.Output));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), $"took {watch.Elapsed}");
    }

    [Fact]
    public async Task On_a_terminal_the_size_is_the_clients()
    {
        await using var terminal = _docker.BeginOnTerminal($"docker exec -it {_id} sh");
        await terminal.ShowsAsync("# ");
        await Eventually.BecomesTrueAsync(async () =>
        {
            var marker = Unique.Name();
            await terminal.TypeAsync($"echo \"$(stty size)\" {marker[..6]}''{marker[6..]}\n");
            await terminal.ShowsAsync(marker);
            return terminal.Output.Contains($"40 100 {marker}", StringComparison.Ordinal);
        });
        await terminal.TypeAsync("exit 11\n");
        Assert.Equal(11, (await terminal.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Detach_keys_leave_the_process_running()
    {
        await using var terminal = _docker.BeginOnTerminal($"docker exec -it {_id} sh");
        await terminal.ShowsAsync("# ");
        await terminal.TypeAsync("exec sleep 4321\n");
        await Eventually.BecomesTrueAsync(async () => (await _docker.OkAsync("top", _id)).Contains("sleep 4321", StringComparison.Ordinal));
        await terminal.TypeAsync("\u0010\u0011");
        await terminal.EndAsync();
        Assert.Contains("sleep 4321", await _docker.OkAsync("top", _id));
    }

    [Fact]
    public async Task It_can_be_inspected_while_it_runs_and_after_it()
    {
        await using var exec = _docker.Begin("exec", "-i", _id, "sh", "-c", "echo up; cat; exit 5");
        await exec.ShowsAsync("up");
        var ids = JsonNode.Parse(await _docker.InspectAsync(_id, "{{json .ExecIDs}}"))!.AsArray();
        var id = Assert.Single(ids)!.GetValue<string>();
        var running = await InspectAsync(id);
        Assert.True(running["Running"]!.GetValue<bool>());
        Assert.Null(running["ExitCode"]);
        Assert.True(running["Pid"]!.GetValue<int>() > 0);
        Assert.Equal("sh", running["ProcessConfig"]!["entrypoint"]!.GetValue<string>());

        exec.CloseInput();
        Assert.Equal(5, (await exec.EndAsync()).ExitCode);
        var ended = await InspectAsync(id);
        Assert.False(ended["Running"]!.GetValue<bool>());
        Assert.Equal(5, ended["ExitCode"]!.GetValue<int>());
    }

    [Fact]
    public async Task It_runs_once_and_only_in_a_running_container()
    {
        using var created = await engine.Http.PostAsJsonAsync($"/containers/{_id}/exec", new { Cmd = new[] { "true" } }, TestContext.Current.CancellationToken);
        var id = (await created.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["Id"]!.GetValue<string>();
        using var first = await engine.Http.PostAsJsonAsync($"/exec/{id}/start", new { Detach = true }, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)first.StatusCode);
        using var second = await engine.Http.PostAsJsonAsync($"/exec/{id}/start", new { Detach = true }, TestContext.Current.CancellationToken);
        Assert.Equal(409, (int)second.StatusCode);

        var stopped = await _docker.OkAsync("create", BusyboxImage.Name);
        Assert.Contains($"container {stopped} is not running", (await _docker.RunAsync("exec", stopped, "true")).Failed());
        await _docker.OkAsync("rm", stopped);
    }

    [Fact]
    public async Task Many_at_once_each_have_their_own_output()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => _docker.OkAsync("exec", _id, "sh", "-c", $"seq {1 + (number * 1000)} {(number + 1) * 1000}")));
        for (var number = 0; number < all.Length; number++)
            Assert.Equal(string.Join('\n', Enumerable.Range(1 + (number * 1000), 1000)), all[number]);
    }

    [Fact]
    public async Task Ending_the_container_ends_it()
    {
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sleep", "1000");
        await using var exec = _docker.Begin("exec", id, "sh", "-c", "echo up; sleep 1000");
        await exec.ShowsAsync("up");
        await _docker.OkAsync("kill", id);
        Assert.Equal(137, (await exec.EndAsync()).ExitCode);
        await _docker.OkAsync("rm", id);
    }

    private async Task<JsonNode> InspectAsync(string id) => (await engine.Http.GetFromJsonAsync<JsonNode>($"/exec/{id}/json"))!;
}
