using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary><c>docker run</c>: streams, exit codes, failures.</summary>
public class RunTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(255)]
    public async Task Output_of_both_streams_and_the_exit_code_come_back(int exitCode)
    {
        var run = await _docker.RunAsync("run", "--rm", "--network", "none", BusyboxImage.Name, "sh", "-c", $"echo out; echo err >&2; exit {exitCode}");
        Assert.Equal((exitCode, "out\n", "err\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Stdin_is_delivered_to_its_end_and_output_goes_on_after_it()
    {
        var run = await _docker.RunWithInputAsync("hello\n"u8.ToArray(), "run", "--rm", "-i", BusyboxImage.Name, "sh", "-c", "cat; echo after-eof");
        Assert.Equal("hello\nafter-eof", run.Ok());
    }

    [Fact]
    public async Task Megabytes_of_stdin_come_back_unchanged()
    {
        var input = string.Join('\n', Enumerable.Range(1, 500_000));
        var run = await _docker.RunWithInputAsync(System.Text.Encoding.ASCII.GetBytes(input), "run", "--rm", "-i", BusyboxImage.Name, "cat");
        Assert.True(run.Ok() == input, $"{run.Output.Length} of {input.Length} characters came back");
    }

    [Fact]
    public async Task A_process_that_ignores_its_stdin_ends_the_command()
    {
        await using var run = _docker.Begin("run", "--rm", "-i", BusyboxImage.Name, "echo", "done");
        Assert.Equal("done", (await run.EndAsync()).Ok());
    }

    [Theory]
    [InlineData("/nosuch", 127, "stat /nosuch: no such file or directory")]
    [InlineData("nosuch", 127, "exec: \"nosuch\": executable file not found in $PATH")]
    [InlineData("/etc/passwd", 126, "permission denied")]
    [InlineData("/etc", 126, "exec: \"/etc\": ")]
    public async Task A_command_that_cannot_run_has_the_shells_exit_code(string command, int exitCode, string words)
    {
        var run = await _docker.RunAsync("run", "--rm", BusyboxImage.Name, command);
        var error = run.Failed(exitCode);
        Assert.Contains("Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed", error);
        Assert.Contains(words, error);
    }

    [Fact]
    public async Task What_the_engine_refuses_is_125()
    {
        var name = Unique.Name();
        await _docker.OkAsync("create", "--name", name, BusyboxImage.Name);
        var id = await _docker.InspectAsync(name, "{{.Id}}");

        var taken = await _docker.RunAsync("run", "--name", name, BusyboxImage.Name, "true");
        Assert.Contains(
            $"Conflict. The container name \"/{name}\" is already in use by container \"{id}\". You have to remove (or rename) that container to be able to reuse that name.",
            taken.Failed(125));
        var missing = await _docker.RunAsync("run", "--pull", "never", "nosuchimage", "true");
        Assert.Contains("No such image: nosuchimage:latest", missing.Failed(125));
        var bad = await _docker.RunAsync("run", "--memory", "1m", BusyboxImage.Name, "true");
        Assert.Contains("Minimum memory limit allowed is 6MB", bad.Failed(125));
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task A_name_is_free_again_after_the_container_is_gone()
    {
        var name = Unique.Name();
        await _docker.OkAsync("run", "--rm", "--name", name, BusyboxImage.Name, "true");
        await Eventually.BecomesTrueAsync(async () => (await _docker.OkAsync("ps", "-aq", "--filter", $"name={name}")).Length == 0);
        Assert.Equal("again", await _docker.OkAsync("run", "--rm", "--name", name, BusyboxImage.Name, "echo", "again"));
    }

    [Fact]
    public async Task Detached_it_prints_the_id_and_goes_on()
    {
        var id = await _docker.OkAsync("run", "-d", BusyboxImage.Name, "sleep", "1000");
        Assert.Matches("^[0-9a-f]{64}$", id);
        Assert.Equal("running", await _docker.InspectAsync(id, "{{.State.Status}}"));
        await _docker.OkAsync("rm", "-f", id);
    }

    [Fact]
    public async Task Ten_megabytes_come_back_byte_for_byte_and_are_logged_so()
    {
        var expected = string.Join('\n', Enumerable.Range(1, 1_400_000));
        var name = Unique.Name();
        var run = await _docker.RunAsync("run", "--name", name, BusyboxImage.Name, "seq", "1", "1400000");
        Assert.True(run.Ok() == expected, $"{run.Output.Length} of {expected.Length} characters came back");
        var logs = await _docker.OkAsync("logs", name);
        Assert.True(logs == expected, $"{logs.Length} of {expected.Length} characters were logged");
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task A_reader_that_goes_away_does_not_stop_the_container()
    {
        var name = Unique.Name();
        var first = await _docker.ShellAsync($"docker run --name {name} {BusyboxImage.Name} seq 1 300000 | head -n 1");
        Assert.Equal("1\n", first.Output);
        Assert.Equal("0", await _docker.OkAsync("wait", name));
        Assert.Equal("300000", await _docker.OkAsync("logs", "--tail", "1", name));
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task Interrupting_the_command_signals_the_process()
    {
        await using var run = _docker.Begin("run", "--rm", BusyboxImage.Name, "sh", "-c", "trap 'echo caught; exit 9' INT; echo ready; while :; do sleep 0.1; done");
        await run.ShowsAsync("ready");
        await run.SignalAsync("INT");
        var end = await run.EndAsync();
        Assert.Equal((9, "ready\ncaught\n"), (end.ExitCode, end.Output));
    }

    [Fact]
    public async Task Removed_with_rm_nothing_of_it_can_be_found()
    {
        var name = Unique.Name();
        await _docker.OkAsync("run", "--rm", "--name", name, BusyboxImage.Name, "true");
        await Eventually.BecomesTrueAsync(async () => (await _docker.RunAsync("inspect", name)).ExitCode == 1);
        Assert.Contains($"No such container: {name}", (await _docker.RunAsync("container", "inspect", name)).Failed());
    }
}
