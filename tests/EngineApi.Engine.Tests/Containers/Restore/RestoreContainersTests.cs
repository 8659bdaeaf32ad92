using System.Diagnostics;
using EngineApi.Containerd;
using EngineApi.Containerd.Containers;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Linux.Fifos;
using EngineApi.Linux.Mounts;
using EngineApi.Linux.Processes;
using EngineApi.Testing;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Restore;

public sealed class RestoreContainersTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private ContainerdClient Client => fixture.Containerd.Client;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_container_is_what_it_was_or_has_become(bool crash)
    {
        var before = fixture.Engine;
        var created = await before.CreateAsync(name: "made");
        var (running, paused, killed) = (await before.RunAsync(), await before.RunAsync(), await before.RunAsync());
        var (gone, autoRemoved) = (await before.RunAsync(), await before.RunAsync(autoRemove: true));
        var exited = await before.RunAsync("exit 3");
        await before.ExitAsync(exited);
        await before.PauseAsync(paused);

        var after = await fixture.RestartAsync(crash, async () =>
        {
            foreach (var id in new[] { killed, gone, autoRemoved })
                await Client.Tasks.Of(id).KillAsync(9, all: false);
            await Client.Tasks.Of(gone).WaitAsync(CancellationToken.None);
            await Client.Tasks.Of(gone).DeleteAsync(CancellationToken.None);
        });

        Assert.Equal("made", after.Find(created).Current.Name);
        Assert.Equal((ContainerStatus.Created, ContainerStatus.Running), (after.Status(created), after.Status(running)));
        Assert.Equal((ContainerStatus.Paused, ContainerStatus.Exited), (after.Status(paused), after.Status(exited)));
        Assert.Equal(3, after.Find(exited).Current.Lifecycle.ExitCode);
        Assert.Equal(137, (await after.ExitAsync(killed)).ExitCode);
        Assert.Equal(255, (await after.ExitAsync(gone)).ExitCode);
        await Eventually.BecomesTrueAsync(() => !after.Containers.TryGet(autoRemoved, out _));
        await after.StopAsync(paused);
        await after.StopAsync(running);
        await after.StartAsync(killed);
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task Output_of_the_time_between_is_in_the_log_once_and_in_order()
    {
        var id = await fixture.Engine.RunAsync("i=0; while test $i -lt 300; do echo line $i.; i=$((i+1)); sleep 0.005; done");
        var log = fixture.Engine.Options.LogPath(id);
        await Eventually.BecomesTrueAsync(() => File.ReadAllText(log).Contains("line 50.", StringComparison.Ordinal));
        var after = await fixture.RestartAsync();
        Assert.Equal(0, (await after.ExitAsync(id)).ExitCode);

        var lines = (await File.ReadAllLinesAsync(log)).Select(line => line[line.IndexOf("line ", StringComparison.Ordinal)..line.IndexOf('.', StringComparison.Ordinal)]);
        Assert.Equal(Enumerable.Range(0, 300).Select(number => $"line {number}"), lines);
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_shim_that_containerd_has_given_up_is_ended_and_no_other(bool ours)
    {
        var containerd = fixture.Containerd;
        var bundle = Directory.CreateDirectory(Path.Combine(containerd.Root, "bundle")).FullName;
        await File.WriteAllTextAsync(Path.Combine(bundle, "config.json"), "{}", TestContext.Current.CancellationToken);
        var other = ours ? containerd.Address : containerd.Address + "-other";
        var start = new ProcessStartInfo(
            "containerd-shim-runc-v2", ["-namespace", containerd.Namespace, "-id", "given-up", "-address", other, "-publish-binary", "containerd", "start"])
        {
            WorkingDirectory = bundle,
            RedirectStandardOutput = true,
        };
        start.Environment["TTRPC_ADDRESS"] = containerd.Address + ".ttrpc";
        // It opens this for its log, and ends if it cannot.
        Fifo.Create(Path.Combine(bundle, "log"));
        using var log = Fifo.OpenHolder(Path.Combine(bundle, "log"));
        string address;
        using (var starting = Process.Start(start)!)
            address = await starting.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var running = await fixture.Engine.RunAsync();
        Assert.Equal(2, LeftBehind.Shims(containerd.Namespace).Count);
        var shim = LeftBehind.Shims(containerd.Namespace).Single(pid => File.ReadAllText($"/proc/{pid}/cmdline").Contains("given-up", StringComparison.Ordinal));
        Directory.Delete(bundle, recursive: true);

        var after = await fixture.RestartAsync();
        try
        {
            Assert.Equal(ContainerStatus.Running, after.Status(running));
            if (ours)
                await Eventually.BecomesTrueAsync(() => !PidFd.IsAlive(shim));
            else
                Assert.True(PidFd.IsAlive(shim));
        }
        finally
        {
            if (PidFd.Find(shim) is { } left)
            {
                left.Signal(9);
                left.Dispose();
            }

            File.Delete(ShimTask.Address(address).Path);
        }

        await after.AssertCleanAsync(containerd);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_shim_that_deleted_its_task_for_a_daemon_that_was_killed_meanwhile_is_ended(bool removed)
    {
        var (before, containerd) = (fixture.Engine, fixture.Containerd);
        var running = await before.RunAsync();
        var id = await before.RunAsync("exit 3");
        // Up to the crash: the exit is told before the task is deleted, and that is tried again.
        using var refused = before.Faults.Arm("Tasks/Delete", FaultKind.Refused, nth: 0, about: id);
        await before.ExitAsync(id);
        var after = await fixture.RestartAsync(crash: true, async () =>
        {
            // containerd passed the call on and was left; what the shim answers, it does not hear.
            await ShimTask.DeleteAsync(containerd, id);
            Assert.DoesNotContain(await Client.Tasks.ListAsync(CancellationToken.None), task => task.ContainerId == id);
            Assert.Equal(2, LeftBehind.Shims(containerd.Namespace).Count);
            if (!removed)
                return;
            await Client.Containers.DeleteAsync(id, CancellationToken.None);
            await Client.Snapshots(before.Options.Snapshotter).RemoveAsync(id, CancellationToken.None);
        });

        await Eventually.BecomesTrueAsync(() => LeftBehind.Shims(containerd.Namespace).Count == 1);
        Assert.Equal(ContainerStatus.Running, after.Status(running));
        Assert.Equal(!removed, after.Containers.TryGet(id, out _));
        if (!removed)
            Assert.Equal((ContainerStatus.Exited, 3), (after.Status(id), after.Find(id).Current.Lifecycle.ExitCode));
        await after.AssertCleanAsync(containerd);
    }

    [Fact]
    public async Task What_a_crash_cut_off_half_way_is_cleared_away()
    {
        var before = fixture.Engine;
        var half = await before.CreateAsync();
        await Client.Snapshots(before.Options.Snapshotter).RemoveAsync(half, CancellationToken.None);
        var removed = await before.RunAsync("exit 0");
        await before.ExitAsync(removed);
        await fixture.NoTaskAsync(removed);
        var (torn, orphan) = (await before.CreateAsync(), await before.RunAsync());
        await before.Find(removed).Mailbox.RunAsync(() => Task.CompletedTask, CancellationToken.None);
        foreach (var id in new[] { removed, orphan })
            await Client.Containers.DeleteAsync(id, CancellationToken.None);
        using (before.Faults.Arm("Tasks/Kill", FaultKind.Refused, nth: 0))
        using (before.Faults.Arm("Tasks/Start", FaultKind.Refused))
            await Assert.ThrowsAsync<EngineException>(() => before.StartAsync(torn));

        var after = await fixture.RestartAsync(crash: true);
        await Eventually.BecomesTrueAsync(() => !after.Containers.TryGet(half, out _));
        Assert.Equal([torn], after.Containers.All.Select(container => container.Id));
        await Eventually.BecomesTrueAsync(() => after.Status(torn) is ContainerStatus.Created);
        await after.StartAsync(torn);
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_removal_that_a_crash_cut_off_is_finished()
    {
        var before = fixture.Engine;
        var id = await before.RunAsync("exit 0");
        await before.ExitAsync(id);
        await fixture.NoTaskAsync(id);
        before.Faults.Arm("Containers/Delete", FaultKind.Refused, nth: 0);
        before.Faults.Arm("Snapshots/Remove", FaultKind.Refused, nth: 0);
        await Assert.ThrowsAsync<EngineException>(() => before.RemoveAsync(id));
        Assert.Equal(ContainerStatus.Dead, before.Status(id));

        var after = await fixture.RestartAsync(crash: true);
        await Eventually.BecomesTrueAsync(() => !after.Containers.TryGet(id, out _));
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_start_that_a_crash_cut_off_before_there_was_a_task_has_not_been()
    {
        var id = await fixture.Engine.CreateAsync();
        var after = await fixture.RestartAsync(crash: true, () =>
        {
            Directory.CreateDirectory(Path.Combine(fixture.Engine.Options.FifoRoot, id));
            new StartMark(fixture.Engine.Options).Set(id);
            return new ContainerPersistence(Client).SaveLifecycleAsync(id, new ContainerLifecycle { StartedAt = DateTimeOffset.UtcNow });
        });

        await Eventually.BecomesTrueAsync(() => after.Status(id) == ContainerStatus.Created);
        Assert.Null(after.Find(id).Current.Lifecycle.StartedAt);
        Assert.DoesNotContain("die", after.Actions(id));
        await after.StartAsync(id);
        Assert.False(new StartMark(after.Options).IsSet(id));
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task That_it_was_stopped_by_hand_is_known_after_a_crash()
    {
        var before = fixture.Engine;
        var id = await before.CreateAsync(
            "trap '' TERM; while true; do sleep 0.1; done", request => request.HostConfig!.RestartPolicy = new RestartPolicy { Name = "unless-stopped" });
        await before.StartAsync(id);
        var stop = before.StopAsync(id);
        await Eventually.BecomesTrueAsync(() => before.Actions(id).Contains("kill"));
        var after = await fixture.RestartAsync(crash: true);
        Assert.True(after.Find(id).Current.Lifecycle.ManuallyStopped);
        await after.KillAsync(id);
        Assert.Equal(137, (await after.ExitAsync(id)).ExitCode);
        await Assert.ThrowsAnyAsync<Exception>(() => stop);
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task What_ended_before_it_began_by_a_clock_that_was_set_back_has_ended()
    {
        var id = await fixture.Engine.RunAsync("exit 3");
        await fixture.Engine.ExitAsync(id);
        var life = fixture.Engine.Find(id).Current.Lifecycle with { StartedAt = DateTimeOffset.UtcNow.AddYears(1) };
        var after = await fixture.RestartAsync(meanwhile: () => new ContainerPersistence(Client).SaveLifecycleAsync(id, life));
        var found = after.Find(id).Current.Lifecycle;
        Assert.Equal((ContainerStatus.Exited, 3, life.FinishedAt), (after.Status(id), found.ExitCode, found.FinishedAt));
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task That_memory_ran_out_is_known_after_a_crash()
    {
        var before = fixture.Engine;
        Assert.SkipUnless(before.Get<HostFacts>().Cgroup.Memory, "no memory limits on this host");
        var id = (await before.Get<CreateContainer>().ExecuteAsync(
            name: null,
            platform: null,
            new()
            {
                Image = "busybox",
                Cmd = ["sh", "-c", "tail /dev/zero; " + TestEngine.Sleep],
                HostConfig = new() { NetworkMode = "none", Memory = 16 << 20 },
            },
            CancellationToken.None)).Id;
        await before.StartAsync(id);
        await Eventually.BecomesTrueAsync(() => before.Actions(id).Contains("oom"), TimeSpan.FromMinutes(2));
        var after = await fixture.RestartAsync(crash: true);
        Assert.True(after.Find(id).Current.Lifecycle.OomKilled);
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task Shared_memory_of_no_container_is_unmounted()
    {
        var path = Path.Combine(fixture.Engine.Options.SharedMemoryRoot, "orphan");
        var after = await fixture.RestartAsync(meanwhile: () =>
        {
            Directory.CreateDirectory(path);
            MountCalls.Mount(new MountSpec("tmpfs", "shm", ["nosuid"]), path);
            return Task.CompletedTask;
        });

        Assert.False(Directory.Exists(path));
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_root_file_system_that_was_being_mounted_is_taken_off_and_keeps_its_files()
    {
        var root = fixture.Engine.Options.ExecRoot;
        var (source, mounted, empty) = (Path.Combine(root, "source"), Path.Combine(root, "rootfs-mounted"), Path.Combine(root, "rootfs-empty"));
        var after = await fixture.RestartAsync(crash: true, () =>
        {
            foreach (var directory in new[] { source, mounted, empty })
                Directory.CreateDirectory(directory);
            MountCalls.Mount(new MountSpec("bind", source, ["rbind"]), mounted);
            return File.WriteAllTextAsync(Path.Combine(mounted, "file"), "kept");
        });

        Assert.False(Directory.Exists(mounted));
        Assert.False(Directory.Exists(empty));
        Assert.Equal("kept", await File.ReadAllTextAsync(Path.Combine(source, "file"), TestContext.Current.CancellationToken));
        Directory.Delete(source, recursive: true);
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public void Directories_are_closed_to_everybody_else()
    {
        var options = fixture.Engine.Options;
        Assert.Equal("710 700 700", string.Join(' ', new[] { options.ContainersRoot, options.FifoRoot, options.SharedMemoryRoot }
            .Select(directory => Convert.ToString((int)File.GetUnixFileMode(directory), 8))));
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_hides_no_other_and_loses_nothing()
    {
        var before = fixture.Engine;
        var (good, bad) = (await before.CreateAsync(), await before.CreateAsync(name: "broken"));
        var after = await fixture.RestartAsync(meanwhile: () => Client.Containers.UpdateAsync(
            new ContainerRecord
            {
                Id = bad,
                Spec = new("", default),
                Extensions = new Dictionary<string, TypedBytes> { ["engineapi.v1.config"] = new("engineapi.v1.config", "{\"Config\":null"u8.ToArray()) },
            },
            [ContainerFields.Extension("engineapi.v1.config")],
            CancellationToken.None));

        Assert.Equal((ContainerStatus.Created, ContainerStatus.Dead), (after.Status(good), after.Status("broken")));
        await Client.Snapshots(after.Options.Snapshotter).StatAsync(bad, CancellationToken.None);
        Assert.Equal(2, after.Containers.All.Count(container => container.Current.Summary is not null));
        await after.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task Of_two_with_one_name_the_older_keeps_it()
    {
        var before = fixture.Engine;
        var (older, younger) = (await before.CreateAsync(name: "twin"), await before.CreateAsync(name: "other"));
        var after = await fixture.RestartAsync(meanwhile: () => new ContainerPersistence(Client).SaveNameAsync(younger, "twin"));

        Assert.Equal(older, after.Find("twin").Id);
        Assert.Equal(younger[..12], after.Find(younger).Current.Name);
        await after.StartAsync(younger);
        await after.AssertCleanAsync(fixture.Containerd);
    }
}
