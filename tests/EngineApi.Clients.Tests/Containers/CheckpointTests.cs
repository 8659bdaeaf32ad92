using System.Globalization;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary><c>docker checkpoint</c> and <c>docker start --checkpoint</c>, with the CRIU that is installed.</summary>
public sealed class CheckpointTests(EngineProcess engine)
{
    /// <summary>Counts up, and never begins again.</summary>
    private const string Count = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.05; done";

    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task A_container_goes_on_from_where_its_checkpoint_was_taken()
    {
        Criu.SkipWhenItDoesNotWork();
        var name = Unique.Name();
        var id = await _docker.OkAsync("run", "-d", "--restart", "always", "--name", name, BusyboxImage.Name, "sh", "-c", Count);
        await CountsBeyondAsync(name, 5);
        Assert.Equal("first", await _docker.OkAsync("checkpoint", "create", name, "first"));

        // It is ended on purpose, so its restart policy stands back, and it can be restored at once.
        Assert.Equal("exited 137 0", await _docker.InspectAsync(name, "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}"));
        Assert.Equal("CHECKPOINT NAME\nfirst", await _docker.OkAsync("checkpoint", "ls", name));
        var before = (await NumbersAsync(name))[^1];
        await _docker.OkAsync("start", "--checkpoint", "first", name);
        await CountsBeyondAsync(name, before + 5);

        var numbers = await NumbersAsync(name);
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        Assert.NotEqual("0", await _docker.InspectAsync(name, "{{.State.Pid}}"));
        Assert.Equal("in", await _docker.OkAsync("exec", name, "echo", "in"));
        Assert.Contains("container checkpoint " + id, await _docker.OkAsync("events", "--since", "10m", "--until", DockerCli.NextSecond(), "--filter", "container=" + name));

        await _docker.OkAsync("kill", name);
        await _docker.UntilAsync(name, "{{.State.Status}}", "exited");
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(engine.DataRoot, "containers", id), ".*"));
        await _docker.OkAsync("checkpoint", "rm", name, "first");
        Assert.Contains($"checkpoint first does not exist for container {name}", (await _docker.RunAsync("start", "--checkpoint", "first", name)).Failed());
        await _docker.OkAsync("rm", "-f", name);
    }

    [Fact]
    public async Task A_container_left_running_can_be_taken_back_to_a_directory_of_the_clients()
    {
        Criu.SkipWhenItDoesNotWork();
        var (name, directory) = (Unique.Name(), Path.Combine(engine.Root, Unique.Name()));
        await _docker.OkAsync("run", "-d", "--name", name, BusyboxImage.Name, "sh", "-c", Count);
        await CountsBeyondAsync(name, 5);
        var pid = await _docker.InspectAsync(name, "{{.State.Pid}}");
        await _docker.OkAsync("checkpoint", "create", "--leave-running", "--checkpoint-dir", directory, name, "kept");
        Assert.Equal("running " + pid, await _docker.InspectAsync(name, "{{.State.Status}} {{.State.Pid}}"));
        Assert.Contains(
            $"checkpoint with name kept already exists for container {name}",
            (await _docker.RunAsync("checkpoint", "create", "--checkpoint-dir", directory, name, "kept")).Failed());
        Assert.Equal("CHECKPOINT NAME\nkept", await _docker.OkAsync("checkpoint", "ls", "--checkpoint-dir", directory, name));
        Assert.Equal(["kept"], Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName));

        var taken = (await NumbersAsync(name))[^1];
        await CountsBeyondAsync(name, taken + 5);
        await _docker.OkAsync("kill", name);
        await _docker.UntilAsync(name, "{{.State.Status}}", "exited");
        var count = (await NumbersAsync(name)).Count;
        await _docker.OkAsync("start", "--checkpoint", "kept", "--checkpoint-dir", directory, name);
        await Eventually.BecomesTrueAsync(async () => (await NumbersAsync(name)).Count > count);
        Assert.InRange((await NumbersAsync(name))[count], 5, taken + 1);
        await _docker.OkAsync("rm", "-f", name);
    }

    [Fact]
    public async Task A_restore_that_fails_says_why()
    {
        Criu.SkipWhenItDoesNotWork();
        var (name, shared) = (Unique.Name(), Directory.CreateDirectory(Path.Combine(engine.Root, Unique.Name())).FullName);
        await _docker.OkAsync("run", "-d", "--name", name, "-v", shared + ":/b", BusyboxImage.Name, "sh", "-c", "echo > /b/f; exec 5</b/f; echo open; sleep 1000");
        await Eventually.BecomesTrueAsync(async () => await _docker.OkAsync("logs", name) == "open");
        await _docker.OkAsync("checkpoint", "create", name, "cp");
        File.Delete(Path.Combine(shared, "f"));
        var error = (await _docker.RunAsync("start", "--checkpoint", "cp", name)).Failed();
        Assert.Contains($"cannot restore container {name} from checkpoint cp: ", error);
        Assert.Contains("Error (criu/", error);
        Assert.Equal("exited 128", await _docker.InspectAsync(name, "{{.State.Status}} {{.State.ExitCode}}"));
        await _docker.OkAsync("start", name);
        await _docker.OkAsync("rm", "-f", name);
    }

    [Fact]
    public async Task A_container_with_a_terminal_is_refused()
    {
        var name = Unique.Name();
        await _docker.OkAsync("run", "-dit", "--name", name, BusyboxImage.Name);
        Assert.Contains("checkpoint not support on containers with tty", (await _docker.RunAsync("checkpoint", "create", name, "cp")).Failed());
        await _docker.OkAsync("rm", "-f", name);
    }

    private async Task<IReadOnlyList<int>> NumbersAsync(string name) =>
        [.. (await _docker.OkAsync("logs", name)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => int.Parse(line, CultureInfo.InvariantCulture))];

    private Task CountsBeyondAsync(string name, int number) => Eventually.BecomesTrueAsync(
        async () => await NumbersAsync(name) is [.., var last] && last > number, TimeSpan.FromSeconds(60), $"{name} counts beyond {number}");
}
