using EngineApi.Engine.Containers;
using EngineApi.Engine.Images;
using EngineApi.Engine.Tests.Images;
using EngineApi.Testing;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Mounts;

/// <summary>Images mounted into containers: what is held for them, and that nothing of it is left.</summary>
public sealed class MountedImagesTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private const string Image = "tools";

    private static void WithImage(ContainerCreateRequest request) => request.HostConfig!.Mounts =
    [
        new() { Type = "image", Source = Image, Target = "/x" },
        new() { Type = "image", Source = Image, Target = "/y", ImageOptions = new() { Subpath = "deep/link" } },
    ];

    private async Task<string> CreateAsync(string script = TestEngine.Sleep)
    {
        await ImportAsync();
        return await fixture.Engine.CreateAsync(script, WithImage);
    }

    /// <summary>In order if it is there.</summary>
    private async Task ImportAsync()
    {
        await using var tar = new MemoryStream(new TarBuilder()
            .File("greeting", "hello").Directory("deep/").Directory("deep/side/").File("deep/side/file", "found")
            .Symlink("deep/link", "../deep/side").ToArray());
        await fixture.Engine.Get<ImportImage>().ExecuteAsync(tar, new() { Repository = Image }, CancellationToken.None);
        await fixture.Engine.Get<ResolveImage>().ExecuteAsync(Image, CancellationToken.None);
        await fixture.Engine.Get<ResolveImage>().ExecuteAsync("busybox", CancellationToken.None);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Refused))]
    [InlineData(nameof(FaultKind.AnswerLost))]
    public async Task A_creation_that_fails_leaves_nothing(string kind)
    {
        await ImportAsync();
        await EachStep.FailsAsync(
            fixture,
            Enum.Parse<FaultKind>(kind),
            () => Task.FromResult(""),
            _ => fixture.Engine.CreateAsync(TestEngine.Sleep, WithImage),
            (_, _, error) =>
            {
                Assert.Equal(ErrorKind.Unavailable, EachStep.KindOf(error));
                return Task.CompletedTask;
            });
    }

    [Fact]
    public Task A_start_that_fails_takes_its_mounts_back() => EachStep.FailsAsync(
        fixture,
        FaultKind.AnswerLost,
        () => CreateAsync(),
        fixture.Engine.StartAsync,
        async (id, _, _) =>
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(fixture.Engine.Options.MountsRoot));
            await fixture.Engine.StartAsync(id);
            await fixture.Engine.ExecAsync(id, "test $(cat /x/greeting) = hello && test $(cat /y/file) = found");
        });

    [Fact]
    public Task A_removal_that_fails_can_be_repeated() => EachStep.FailsAsync(
        fixture,
        FaultKind.Refused,
        () => CreateAsync(),
        id => fixture.Engine.RemoveAsync(id, force: false),
        async (id, _, _) =>
        {
            Assert.Equal(ContainerStatus.Dead, fixture.Engine.Status(id));
            await fixture.Engine.RemoveAsync(id, force: false);
        });

    [Fact]
    public async Task What_runs_goes_on_after_a_crash_of_the_engine_and_starts_again_without_the_image()
    {
        var id = await CreateAsync();
        await fixture.Engine.StartAsync(id);
        var engine = await fixture.RestartAsync(crash: true);
        await engine.ExecAsync(id, "test $(cat /y/file) = found");
        Assert.NotEmpty(Directory.EnumerateFileSystemEntries(engine.Options.MountsRoot));

        await engine.KillAsync(id);
        await Eventually.BecomesTrueAsync(() => Task.FromResult(!Directory.EnumerateFileSystemEntries(engine.Options.MountsRoot).Any()));
        await engine.Get<RemoveImage>().ExecuteAsync(Image, force: true, CancellationToken.None);
        await engine.StartAsync(id);
        await engine.ExecAsync(id, "test $(cat /x/greeting) = hello && ! touch /x/greeting 2>/dev/null");
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task It_is_mounted_where_the_engine_mounts_now()
    {
        var id = await CreateAsync();
        var settings = fixture.Engine.Find(id).Current.Settings;
        Assert.All(settings.Volumes, mount => Assert.Equal("", mount.Source));
        // As one with another exec root might have stored it.
        var elsewhere = Directory.CreateDirectory(Path.Combine(fixture.Containerd.Root, "elsewhere")).FullName;
        settings = settings with { Volumes = [.. settings.Volumes.Select(mount => mount with { Source = Path.Combine(elsewhere, mount.Snapshot!) })] };
        var engine = await fixture.RestartAsync(meanwhile: () => new ContainerPersistence(fixture.Containerd.Client).SaveSettingsAsync(id, settings));
        await engine.StartAsync(id);
        await engine.ExecAsync(id, "test $(cat /x/greeting) = hello && test $(cat /y/file) = found");
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task What_a_crash_leaves_between_two_steps_is_swept()
    {
        var id = await CreateAsync();
        await fixture.Engine.StartAsync(id);
        var engine = await fixture.RestartAsync(crash: true, async () =>
        {
            var client = fixture.Containerd.Client;
            await client.Tasks.Of(id).KillAsync(9, all: true, CancellationToken.None);
            await client.Tasks.Of(id).WaitAsync(CancellationToken.None);
            await client.Tasks.Of(id).DeleteAsync(CancellationToken.None);
            await client.Containers.DeleteAsync(id, CancellationToken.None);
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(engine.Options.MountsRoot));
        await engine.AssertCleanAsync(fixture.Containerd);
    }
}
