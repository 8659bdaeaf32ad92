using System.Globalization;
using EngineApi.Linux.Processes;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary>With a CRIU that fails, on every machine: an engine of its own, whose PATH has that one first.</summary>
public sealed class CheckpointFailureTests : IAsyncLifetime
{
    private readonly string _programs = Directory.CreateTempSubdirectory("ea-criu-").FullName;
    private readonly EngineProcess _engine;
    private readonly DockerCli _docker;

    public CheckpointFailureTests()
    {
        var program = Path.Combine(_programs, "criu");
        File.WriteAllText(program, "#!/bin/sh\nexit 1\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _engine = new() { Launcher = _ => ["env", $"PATH={_programs}:{Environment.GetEnvironmentVariable("PATH")}"] };
        _docker = new(_engine);
    }

    public ValueTask InitializeAsync() => _engine.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        Directory.Delete(_programs, recursive: true);
    }

    [Fact]
    public async Task A_checkpoint_that_fails_says_so_and_leaves_the_container_as_it_was()
    {
        var name = Unique.Name();
        var id = await _docker.OkAsync("run", "-d", "--restart", "always", "--name", name, BusyboxImage.Name, "sleep", "1000");
        var state = await _docker.InspectAsync(name, "{{.State.Status}} {{.State.Pid}}");
        Assert.Contains(
            $"Cannot checkpoint container {name}: CRIU does not work with this kernel, \"criu check\" tells more: ",
            (await _docker.RunAsync("checkpoint", "create", name, "cp")).Failed());
        Assert.Equal(state, await _docker.InspectAsync(name, "{{.State.Status}} {{.State.Pid}}"));
        Assert.Equal("CHECKPOINT NAME", await _docker.OkAsync("checkpoint", "ls", name));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_engine.DataRoot, "containers", id, "checkpoints")));
        Assert.False(Directory.Exists(Path.Combine(_engine.DataRoot, "containers", id, "criu")));

        // Its policy is in force again: an end that nobody meant is followed by a start.
        using (var end = PidFdOf(state))
            end.Signal(9);
        await _docker.UntilAsync(name, "{{.State.Status}} {{.RestartCount}}", "running 1");
    }

    /// <summary>As a crash between the first file and the last would leave them.</summary>
    [Fact]
    public async Task What_a_crash_left_of_a_checkpoint_is_not_listed_and_is_gone_after_a_start_of_the_gateway()
    {
        var name = Unique.Name();
        var id = await _docker.OkAsync("run", "-d", "--name", name, BusyboxImage.Name, "sleep", "1000");
        var own = Path.Combine(_engine.DataRoot, "containers", id);
        var unfinished = Directory.CreateDirectory(Path.Combine(own, "checkpoints", ".unfinished-" + id)).FullName;
        await File.WriteAllTextAsync(Path.Combine(unfinished, "inventory.img"), "");
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(own, "criu")).FullName, "dump.log"), "");
        await _engine.KillAsync();
        await _engine.StartAsync();
        Assert.Equal("CHECKPOINT NAME", await _docker.OkAsync("checkpoint", "ls", name));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(own, "checkpoints")));
        Assert.False(Directory.Exists(Path.Combine(own, "criu")));
    }

    private static PidFd PidFdOf(string state) =>
        PidFd.Find(int.Parse(state.Split(' ')[1], CultureInfo.InvariantCulture))!;
}
