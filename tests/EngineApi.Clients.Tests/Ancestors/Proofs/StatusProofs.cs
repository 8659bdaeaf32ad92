using System.Text.Json.Nodes;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>The status of a task as the runtime has it.</summary>
internal sealed class StatusProofs(EngineProcess engine)
{
    private readonly Api _api = new(engine);

    public async Task CreatedAsync()
    {
        await using var task = await ForeignTask.CreateAsync(_api);
        Assert.Equal("created", await task.StatusAsync());
    }

    public async Task RunningAsync()
    {
        await using var task = await ForeignTask.StartAsync(_api);
        var told = await task.ToldAsync();
        Assert.Equal("running", (string)told["Status"]!);
        var pid = (int)told["Pid"]!;
        await Eventually.BecomesTrueAsync(() => File.ReadAllText($"/proc/{pid}/cmdline").StartsWith("sleep", StringComparison.Ordinal)); // runc's, for a moment.
    }

    public async Task StoppedAsync()
    {
        await using var task = await ForeignTask.StartAsync(_api);
        await task.KillAsync();
        var told = await task.ToldAsync();
        Assert.Equal(("stopped", 137), ((string)told["Status"]!, (int)told["ExitCode"]!));
        Assert.StartsWith("20", (string)told["ExitedAt"]!, StringComparison.Ordinal);
    }

    public async Task PausedAsync()
    {
        await using var task = await ForeignTask.StartAsync(_api);
        await task.Task.PauseAsync(CancellationToken.None);
        Assert.Equal("paused", await task.StatusAsync());
        await task.Task.ResumeAsync(CancellationToken.None);
        Assert.Equal("running", await task.StatusAsync());
    }

    /// <summary>A runtime that takes its time for a pause. The shims of containerd 1.6 answer nothing meanwhile.</summary>
    public async Task PausingAsync()
    {
        var (begun, gate, program) = (Below(), Below(), Below());
        await File.WriteAllTextAsync(
            program, $"#!/bin/sh\ncase \" $* \" in *' pause '*) touch {begun}; while [ ! -e {gate} ]; do sleep 0.02; done;; esac\nexec runc \"$@\"\n");
        File.SetUnixFileMode(program, (UnixFileMode)0b111_101_101);
        await using (var task = await ForeignTask.StartAsync(_api, program))
        {
            var pausing = task.Task.PauseAsync(CancellationToken.None);
            await Eventually.BecomesTrueAsync(() => File.Exists(begun));
            Assert.Contains(await task.StatusAsync(), (string[])["pausing", "unknown"]);
            await File.WriteAllTextAsync(gate, "");
            await pausing;
            Assert.Equal("paused", await task.StatusAsync());
            await task.Task.ResumeAsync(CancellationToken.None);
        }

        foreach (var file in new[] { begun, gate, program })
            File.Delete(file);

        string Below() => Path.Combine(engine.Root, Unique.Name());
    }

    /// <summary>A shim that does not answer.</summary>
    public async Task UnknownAsync()
    {
        await using var task = await ForeignTask.StartAsync(_api);
        var shim = task.Shim();
        await Kernel.SignalAsync("STOP", shim);
        try
        {
            await Eventually.BecomesTrueAsync(async () => await task.StatusAsync() == "unknown"); // Each of its threads stops in its own time.
        }
        finally
        {
            await Kernel.SignalAsync("CONT", shim);
        }

        await Eventually.BecomesTrueAsync(async () => await task.StatusAsync() == "running");
    }

    public async Task AllTasksAreListedAsync()
    {
        await using var foreign = await ForeignTask.CreateAsync(_api);
        await using var ours = await ApiContainer.SleepingAsync(_api);
        var listed = (await _api.GetAsync("/runtime/tasks"))!.AsArray();
        Assert.Equal("running", (string)listed.Single(task => (string)task!["ContainerID"]! == ours.Id)!["Status"]!);
        Assert.Contains((string)(await foreign.ToldAsync())["ContainerID"]!, listed.Select(task => (string)task!["ContainerID"]!));
        Assert.True(JsonNode.DeepEquals(listed.Single(task => (string)task!["ContainerID"]! == ours.Id), await ours.TaskAsync()));
    }
}
