using EngineApi.Engine.Containers;
using EngineApi.Engine.Images;
using EngineApi.Engine.Tests.Images;
using Xunit;

namespace EngineApi.Engine.Tests.Containers;

public sealed class CreateContainerTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Theory]
    [InlineData(nameof(FaultKind.Refused))]
    [InlineData(nameof(FaultKind.AnswerLost))]
    public Task A_failing_step_leaves_nothing_and_the_name_free(string kind) => EachStep.FailsAsync(
        fixture,
        Enum.Parse<FaultKind>(kind),
        NameAsync,
        name => fixture.Engine.CreateAsync(name: name),
        async (name, _, error) =>
        {
            Assert.Equal(ErrorKind.Unavailable, EachStep.KindOf(error));
            await fixture.Engine.AssertCleanAsync(fixture.Containerd);
            await fixture.Engine.CreateAsync(name: name);
        });

    /// <summary>The first to use an image reads it, and the others do not: every try has to be one of the others.</summary>
    private async Task<string> NameAsync()
    {
        await fixture.Engine.Get<ResolveImage>().ExecuteAsync("busybox", CancellationToken.None);
        return "c" + Guid.NewGuid().ToString("N");
    }

    [Fact]
    public async Task Of_many_with_one_name_one_is_made()
    {
        var engine = fixture.Engine;
        var tries = Enumerable.Repeat<Func<Task>>(() => engine.CreateAsync(name: "only"), 8);
        var errors = (await EachStep.AllAtOnceAsync(tries)).OfType<Exception>().ToList();
        Assert.Equal(7, errors.Count);
        Assert.All(errors, error => Assert.Equal(ErrorKind.Conflict, EachStep.KindOf(error)));
        Assert.Equal(ContainerStatus.Created, engine.Status("only"));
        await engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task A_name_that_containerd_cannot_keep_is_refused_in_the_engines_words()
    {
        var error = await Assert.ThrowsAsync<EngineException>(() => fixture.Engine.CreateAsync(name: new string('a', 4001)));
        Assert.Equal((ErrorKind.InvalidParameter, "Invalid container name: it has 4001 characters, more than the 4000 allowed"), (error.Kind, error.Message));
        await fixture.Engine.CreateAsync(name: new string('a', 4000));
        await fixture.Engine.AssertCleanAsync(fixture.Containerd);
    }

    [Fact]
    public async Task An_image_is_found_by_name_and_digest()
    {
        var engine = fixture.Engine;
        var image = await engine.Get<ResolveImage>().ExecuteAsync("busybox", CancellationToken.None);
        foreach (var name in new[] { "busybox@" + image.Image.Content.Target.Digest, "busybox:latest@" + image.Image.Content.Target.Digest })
        {
            var id = (await engine.Get<CreateContainer>().ExecuteAsync(null, null, new() { Image = name, HostConfig = new() { NetworkMode = "none" } }, CancellationToken.None)).Id;
            Assert.Equal((image.Id, name), (engine.Find(id).Current.Settings.ImageId, engine.Find(id).Current.Settings.Config.Image));
        }

        await engine.AssertCleanAsync(fixture.Containerd);
    }

    /// <summary>As <c>ctr images import --no-unpack</c> and <c>ctr content fetch</c> leave images.</summary>
    [Fact]
    public async Task An_image_that_another_client_left_packed_is_unpacked()
    {
        HostProgram.Need("ctr");
        var (engine, containerd) = (fixture.Engine, fixture.Containerd);
        var image = TestImage.Of(TestLayer.Busybox.Gzip(), TestLayer.WithFile("greeting", "hello"));
        var file = Path.Combine(containerd.Root, "packed.tar");
        var name = "\"io.containerd.image.name\":\"docker.io/library/packed:latest\"";
        await File.WriteAllBytesAsync(file, TestArchives.Layout(image.ManifestDescriptor(name), image), TestContext.Current.CancellationToken);
        await HostProgram.RunAsync(
            "ctr", "-a", containerd.Address, "-n", containerd.Namespace, "images", "import", "--no-unpack", "--snapshotter", containerd.Snapshotter, file);

        var id = (await engine.Get<CreateContainer>().ExecuteAsync(
            name: null,
            platform: null,
            new() { Image = "packed", Cmd = ["sh", "-c", "test \"$(cat /greeting)\" = hello"], HostConfig = new() { NetworkMode = "none" } },
            CancellationToken.None)).Id;
        await engine.StartAsync(id);
        Assert.Equal(0, (await engine.ExitAsync(id)).ExitCode);
        await engine.RemoveAsync(id);
        await engine.Get<RemoveImage>().ExecuteAsync("packed", force: false, CancellationToken.None);
        await engine.AssertCleanAsync(containerd);
    }
}
