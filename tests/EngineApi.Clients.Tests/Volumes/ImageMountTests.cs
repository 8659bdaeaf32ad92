using Xunit;

namespace EngineApi.Clients.Tests.Volumes;

/// <summary><c>--mount type=image</c> with the Docker CLI.</summary>
public sealed class ImageMountTests(EngineProcess engine) : IAsyncLifetime
{
    private readonly DockerCli _docker = new(engine);
    private readonly string _image = "engineapi-test/" + Unique.Name();

    public async ValueTask InitializeAsync()
    {
        var maker = await _docker.OkAsync(
            "run", "-d", "--network", "none", "busybox", "sh", "-c",
            "mkdir -p /tools/side && echo found > /tools/side/file && ln -s side /tools/in && ln -s ../../../etc /tools/out && ln -s /tools/side /tools/absolute");
        await _docker.OkAsync("wait", maker);
        await _docker.OkAsync("commit", maker, _image);
        await _docker.OkAsync("rm", maker);
    }

    public async ValueTask DisposeAsync() => await _docker.RunAsync("rmi", "-f", _image);

    private string[] Run(string options, params string[] command) =>
        ["run", "--rm", "--network", "none", "--mount", $"type=image,src={_image},dst=/m{options}", "busybox", .. command];

    [Fact]
    public async Task What_the_image_holds_can_be_read_and_not_changed()
    {
        Assert.Equal("found", await _docker.OkAsync(Run("", "cat", "/m/tools/side/file")));
        Assert.Equal("file", await _docker.OkAsync(Run(",image-subpath=tools/in", "ls", "/m")));
        Assert.Equal("found", await _docker.OkAsync(Run(",image-subpath=tools/side/file", "cat", "/m")));
        var written = await _docker.RunAsync(Run("", "touch", "/m/x"));
        Assert.Contains("Read-only file system", written.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tools/out", "path concatenation escapes the base directory")]
    [InlineData("tools/absolute", "path concatenation escapes the base directory")]
    [InlineData("tools/gone", "cannot access path ")]
    [InlineData("../etc", "invalid mount config for type \"image\": subpath must be a relative path within the volume")]
    public async Task A_subpath_leads_nowhere_else(string subpath, string message) =>
        Assert.Contains(message, (await _docker.RunAsync(Run(",image-subpath=" + subpath, "true"))).Error, StringComparison.Ordinal);

    [Fact]
    public async Task An_image_that_is_not_here_is_not_found()
    {
        var refused = await _docker.RunAsync("create", "--pull", "never", "--mount", "type=image,src=nobodys/image,dst=/m", "busybox");
        Assert.Contains("No such image: nobodys/image:latest", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stays_as_long_as_a_container_uses_it()
    {
        var mount = $"type=image,src={_image},dst=/m,image-subpath=tools";
        var owner = await _docker.OkAsync("run", "-d", "--network", "none", "--mount", mount, "busybox", "sleep", "1000");
        Assert.Equal(
            $"image {_image} /m false rprivate",
            await _docker.InspectAsync(owner, "{{range .Mounts}}{{.Type}} {{.Name}} {{.Destination}} {{.RW}} {{.Propagation}}{{end}}"));
        Assert.Equal("image tools", await _docker.InspectAsync(owner, "{{range .HostConfig.Mounts}}{{.Type}} {{.ImageOptions.Subpath}}{{end}}"));
        var heir = await _docker.OkAsync("create", "--network", "none", "--volumes-from", owner, "busybox", "cat", "/m/side/file");

        Assert.Contains($"container {owner[..12]} is using its referenced image", (await _docker.RunAsync("rmi", _image)).Error, StringComparison.Ordinal);
        await _docker.OkAsync("rm", "-f", owner);
        Assert.Contains($"container {heir[..12]} is using its referenced image", (await _docker.RunAsync("rmi", _image)).Error, StringComparison.Ordinal);
        await _docker.OkAsync("rmi", "-f", _image);
        Assert.Equal("found", await _docker.OkAsync("start", "-a", heir));

        // Copying sees it as well when the container does not run, and does not change it either.
        Assert.Contains("file", (await _docker.ShellAsync($"docker cp {heir}:/m/side/file - | tar -t")).Ok(), StringComparison.Ordinal);
        var into = await _docker.RunAsync("cp", typeof(ImageMountTests).Assembly.Location, heir + ":/m/");
        Assert.Contains("mounted volume is marked read-only", into.Error, StringComparison.Ordinal);
        await _docker.OkAsync("rm", heir);
    }
}
