using Xunit;

namespace EngineApi.Clients.Tests;

/// <summary><c>docker run</c> as its users know it.</summary>
public class RunTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task Output_of_both_streams_and_the_exit_code_come_back()
    {
        var run = await _docker.RunAsync("run", "--rm", BusyboxImage.Name, "sh", "-c", "echo out; echo err >&2; exit 3");
        Assert.Equal((3, "out\n"), (run.ExitCode, run.Output));
        Assert.Contains("err\n", run.Error);
    }

    [Fact]
    public async Task Stdin_is_delivered_to_its_end()
    {
        var run = await _docker.RunWithInputAsync("hello\n"u8.ToArray(), "run", "--rm", "-i", BusyboxImage.Name, "sh", "-c", "cat; echo after-eof");
        Assert.Equal("hello\nafter-eof", run.Ok());
    }

    [Fact]
    public async Task A_terminal_is_a_terminal()
    {
        var run = await _docker.RunOnTerminalAsync($"docker run --rm -it {BusyboxImage.Name} sh", "stty size >/dev/null; test -t 0 && echo is-a-tty; exit 7\n");
        Assert.Contains("is-a-tty", run.Output);
        Assert.Equal(7, run.ExitCode);
    }

    [Theory]
    [InlineData("/nosuch", 127)]
    [InlineData("nosuch", 127)]
    [InlineData("/etc/passwd", 126)]
    [InlineData("/etc", 126)]
    public async Task A_command_that_cannot_run_has_the_shells_exit_code(string command, int exitCode)
    {
        var run = await _docker.RunAsync("run", "--rm", BusyboxImage.Name, command);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("OCI runtime create failed", run.Error);
    }

    [Fact]
    public async Task A_hundred_thousand_lines_come_back_byte_for_byte()
    {
        var run = await _docker.RunAsync("run", "--rm", BusyboxImage.Name, "seq", "1", "100000");
        Assert.Equal(string.Join('\n', Enumerable.Range(1, 100_000)), run.Ok());
    }
}
