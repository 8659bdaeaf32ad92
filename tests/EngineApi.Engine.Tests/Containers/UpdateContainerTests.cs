using System.Globalization;
using System.Text.Json;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Oci;
using EngineApi.Linux.Cgroups;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public sealed class UpdateContainerTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const long Before = 64 << 20, After = 128 << 20;

    private static readonly CgroupMounts s_cgroups = CgroupMounts.Read();

    [Theory]
    [InlineData(nameof(FaultKind.Refused))]
    [InlineData(nameof(FaultKind.AnswerLost))]
    public Task A_failing_step_leaves_the_old_limits_everywhere(string kind) => EachStep.FailsAsync(
        fixture,
        Enum.Parse<FaultKind>(kind),
        async () =>
        {
            var id = await fixture.Engine.RunAsync();
            await UpdateAsync(id, new() { Memory = Before, MemorySwap = 2 * Before, PidsLimit = 40 });
            return id;
        },
        id => UpdateAsync(id, new() { Memory = After, MemorySwap = 2 * After, CpuShares = 512 }),
        async (id, _, error) =>
        {
            Assert.Equal(ErrorKind.Unavailable, EachStep.KindOf(error));
            await AssertHasAsync(id, Before, shares: null);
            Assert.Single(fixture.Engine.Actions(id), "update");
            await UpdateAsync(id, new() { Memory = After, MemorySwap = 2 * After, CpuShares = 512 });
            await AssertHasAsync(id, After, shares: 512);
        });

    [Fact]
    public async Task It_survives_the_daemon_and_the_next_start()
    {
        var (running, created) = (await fixture.Engine.RunAsync(), await fixture.Engine.CreateAsync());
        foreach (var id in new[] { running, created })
            await UpdateAsync(id, new() { Memory = Before, MemorySwap = -1, RestartPolicy = new() { Name = "on-failure", MaximumRetryCount = 2 } });
        await fixture.RestartAsync(crash: true);
        await fixture.Engine.StopAsync(running);
        foreach (var id in new[] { running, created })
        {
            await fixture.Engine.StartAsync(id);
            await AssertHasAsync(id, Before, shares: null);
            var host = fixture.Engine.Find(id).Current.Settings.HostConfig;
            Assert.Equal((-1, "on-failure", 2), (host.MemorySwap, host.RestartPolicy.Name, host.RestartPolicy.MaximumRetryCount));
        }

        await fixture.Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_paused_container_is_changed_too()
    {
        var id = await fixture.Engine.RunAsync();
        await fixture.Engine.PauseAsync(id);
        await UpdateAsync(id, new() { Memory = Before, MemorySwap = -1 });
        await AssertHasAsync(id, Before, shares: null);
        Assert.Equal(ContainerStatus.Paused, fixture.Engine.Status(id));
        await fixture.Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task What_is_out_of_bounds_is_refused_and_what_cannot_be_done_is_told()
    {
        var id = await fixture.Engine.CreateAsync();
        Assert.Equal("Minimum memory limit allowed is 6MB", (await RefusedAsync("nobody", new() { Memory = 1 })).Message);
        var policy = await RefusedAsync(id, new() { RestartPolicy = new() { Name = "sometimes" } });
        Assert.StartsWith("invalid restart policy: unknown policy 'sometimes'", policy.Message);
        var conflict = await RefusedAsync(id, new() { Memory = Before });
        Assert.Equal(
            (ErrorKind.Conflict, $"Cannot update container {id}: Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time"),
            (conflict.Kind, conflict.Message));
        Assert.Equal(ErrorKind.NotFound, (await RefusedAsync("nobody", new())).Kind);
        Assert.Null((await UpdateAsync(id, new() { CpuShares = 2 })).Warnings);
        Assert.Contains("kernel memory limit", Assert.Single((await UpdateAsync(id, new() { KernelMemory = Before })).Warnings!));
        Assert.Equal(0, fixture.Engine.Find(id).Current.Settings.HostConfig.KernelMemory);
        await fixture.Engine.AssertCleanAsync(fixture.Containerd);
    }

    private Task<ContainerUpdateResponse> UpdateAsync(string id, ContainerUpdateRequest request) =>
        fixture.Engine.Get<UpdateContainer>().ExecuteAsync(id, request, CancellationToken.None);

    private Task<EngineException> RefusedAsync(string id, ContainerUpdateRequest request) =>
        Assert.ThrowsAsync<EngineException>(() => UpdateAsync(id, request));

    /// <summary>In the snapshot, in the record's spec and in the cgroup.</summary>
    private async Task AssertHasAsync(string id, long memory, ulong? shares)
    {
        var current = fixture.Engine.Find(id).Current;
        Assert.Equal((memory, (long)(shares ?? 0)), (current.Settings.HostConfig.Memory, current.Settings.HostConfig.CpuShares));
        var record = await fixture.Containerd.Client.Containers.GetAsync(id, CancellationToken.None);
        Assert.Equal(memory, ContainerPersistence.Read(record)!.Settings.HostConfig.Memory);
        var limits = JsonSerializer.Deserialize(record.Spec.Value.Span, OciJson.Default.OciSpec)!.Linux!.Resources!;
        Assert.Equal((memory, shares), (limits.Memory!.Limit, limits.Cpu?.Shares));
        Assert.NotEmpty(limits.Devices!);
        var cgroup = $"/{fixture.Containerd.Namespace}/{id}";
        var file = s_cgroups.Mode == CgroupMode.V2
            ? Path.Combine(s_cgroups.UnifiedDirectoryOf(cgroup)!, "memory.max")
            : Path.Combine(s_cgroups.DirectoryOf("memory", cgroup)!, "memory.limit_in_bytes");
        Assert.Equal(memory, long.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture));
        if (s_cgroups.DirectoryOf("cpu", cgroup) is { } cpu)
            Assert.Equal(shares ?? 1024, ulong.Parse(await File.ReadAllTextAsync(Path.Combine(cpu, "cpu.shares")), CultureInfo.InvariantCulture));
    }
}
