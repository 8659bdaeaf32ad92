using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary><c>docker run -it</c> on a terminal.</summary>
public class TerminalTests(EngineProcess engine)
{
    private const string CtrlP = "\u0010";
    private const string CtrlQ = "\u0011";

    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task A_terminal_is_a_terminal_and_the_exit_code_comes_back()
    {
        await using var terminal = _docker.BeginOnTerminal($"docker run --rm -it {BusyboxImage.Name} sh");
        await terminal.ShowsAsync("/ # ");
        await terminal.TypeAsync("test -t 0 && echo is-a-\"\"tty; exit 7\n");
        await terminal.ShowsAsync("is-a-tty");
        Assert.Equal(7, (await terminal.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task The_size_is_that_of_the_clients_terminal_and_follows_it()
    {
        var tty = Path.Combine(engine.Root, Unique.Name());
        await using var terminal = _docker.BeginOnTerminal($"tty > {tty}; exec docker run --rm -it {BusyboxImage.Name} sh");
        await terminal.ShowsAsync("/ # ");
        await SizeBecomesAsync(terminal, "40 100");

        var device = (await File.ReadAllTextAsync(tty)).Trim();
        // The CLI hears of changes only some time after it has told the first size: the change is made again until it is seen.
        await SizeBecomesAsync(terminal, "50 120", async () =>
            (await _docker.ShellAsync($"stty -F {device} rows 49 cols 120; stty -F {device} rows 50 cols 120")).Ok());
        await terminal.TypeAsync("exit\n");
        await terminal.EndAsync();
        File.Delete(tty);
    }

    [Fact]
    public async Task Control_c_reaches_the_process_group()
    {
        await using var terminal = _docker.BeginOnTerminal($"docker run --rm -it {BusyboxImage.Name} sh -c 'trap \"echo caught\" INT; echo ready; cat; exit 5'");
        await terminal.ShowsAsync("ready");
        // Before cat runs, the shell or its copy would get the signal.
        await terminal.TypeAsync("one\n");
        await terminal.ShowsAsync("one\r\none");
        await terminal.TypeAsync("\u0003");
        await terminal.ShowsAsync("caught");
        Assert.Equal(5, (await terminal.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Detach_keys_leave_it_running_and_it_can_be_attached_again()
    {
        var name = Unique.Name();
        await using (var terminal = _docker.BeginOnTerminal($"docker run --name {name} -it {BusyboxImage.Name} sh"))
        {
            await terminal.ShowsAsync("/ # ");
            await terminal.TypeAsync("kept=value\n");
            await terminal.TypeAsync(CtrlP + CtrlQ);
            Assert.Equal(0, (await terminal.EndAsync()).ExitCode);
        }

        Assert.Equal("running", await _docker.InspectAsync(name, "{{.State.Status}}"));
        await using (var again = _docker.BeginOnTerminal($"docker attach {name}"))
        {
            await again.TypeAsync("echo its-$kept\n");
            await again.ShowsAsync("its-value");
            await again.TypeAsync("exit 4\n");
            Assert.Equal(4, (await again.EndAsync()).ExitCode);
        }

        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task Detach_keys_can_be_chosen()
    {
        var name = Unique.Name();
        await using var terminal = _docker.BeginOnTerminal($"docker run --name {name} --detach-keys ctrl-x,y -it {BusyboxImage.Name} cat");
        await _docker.UntilExistsAsync(name);
        await _docker.UntilAsync(name, "{{.State.Status}}", "running");
        await terminal.TypeAsync("one\n");
        await terminal.ShowsAsync("one\r\none");
        await terminal.TypeAsync("\u0018y");
        await terminal.EndAsync();
        Assert.Equal("running", await _docker.InspectAsync(name, "{{.State.Status}}"));
        await _docker.OkAsync("rm", "-f", name);
    }

    private static async Task SizeBecomesAsync(RunningCommand terminal, string size, Func<Task>? change = null)
    {
        // The client sends its size after the start, in its own time: ask until it is there.
        await Eventually.BecomesTrueAsync(async () =>
        {
            if (change is not null)
                await change();
            var marker = Unique.Name();
            await terminal.TypeAsync($"echo \"$(stty size)\" {marker[..6]}''{marker[6..]}\n");
            await terminal.ShowsAsync(marker);
            return terminal.Output.Contains($"{size} {marker}", StringComparison.Ordinal);
        });
    }
}
