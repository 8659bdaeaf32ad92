using System.Text.Json.Nodes;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Images;

/// <summary><c>docker import</c>, <c>load</c>, <c>tag</c>, <c>images</c>, <c>rmi</c>.</summary>
public class ImageTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task An_imported_file_system_runs_with_the_changes_asked_for()
    {
        var name = Unique.Name();
        var layer = await TestLayer.BusyboxAsync(new Dictionary<string, string> { ["/marker"] = name + "\n" });
        var imported = await _docker.RunWithInputAsync(
            layer.Tar, "import", "--change", "ENV COLOR=blue", "--change", "WORKDIR /tmp", "--change", """CMD ["sh", "-c", "cat /marker; echo $COLOR $PWD"]""", "-", name);
        Assert.Matches("^sha256:[0-9a-f]{64}$", imported.Ok());
        Assert.Equal($"{name}\nblue /tmp", await _docker.OkAsync("run", "--rm", name));
        Assert.Contains($"Untagged: {name}:latest", await _docker.OkAsync("rmi", name));
        Assert.Contains($"No such image: {name}", (await _docker.RunAsync("image", "inspect", name)).Failed());
    }

    [Fact]
    public async Task A_tag_is_another_name_of_the_same_image()
    {
        var name = Unique.Name();
        await _docker.OkAsync("tag", BusyboxImage.Name, name + ":v1");
        Assert.Equal(
            await _docker.OkAsync("image", "inspect", "--format", "{{.Id}}", BusyboxImage.Name), await _docker.OkAsync("image", "inspect", "--format", "{{.Id}}", name + ":v1"));
        Assert.Equal("v1", await _docker.OkAsync("images", "--format", "{{.Tag}}", name));
        Assert.Equal("ran", await _docker.OkAsync("run", "--rm", name + ":v1", "echo", "ran"));
        Assert.Equal($"Untagged: {name}:v1", await _docker.OkAsync("rmi", name + ":v1"));
        Assert.Equal("busybox", await _docker.OkAsync("images", "--format", "{{.Repository}}", BusyboxImage.Name));
    }

    [Fact]
    public async Task An_image_in_use_is_not_removed_without_force()
    {
        var name = Unique.Name();
        var layer = await TestLayer.BusyboxAsync(new Dictionary<string, string> { ["/unique"] = name });
        var image = (await _docker.RunWithInputAsync(layer.Tar, "import", "-", name)).Ok();
        var container = await _docker.OkAsync("create", name, "true");
        var refused = (await _docker.RunAsync("rmi", name)).Failed();
        Assert.Contains($"unable to remove repository reference \"{name}:latest\" (must force) - container {container[..12]} is using its referenced image {image[7..19]}", refused);
        await _docker.OkAsync("rm", container);
        await _docker.OkAsync("rmi", name);
    }

    [Fact]
    public async Task An_archive_that_docker_saved_can_be_loaded_and_run()
    {
        var name = Unique.Name();
        var loaded = await _docker.RunWithInputAsync(await SavedImage.TarAsync(name + ":1.0", """["echo", "from-archive"]"""), "load");
        Assert.Contains($"Loaded image: {name}:1.0", loaded.Ok());
        Assert.Equal("from-archive", await _docker.OkAsync("run", "--rm", name + ":1.0"));
        await _docker.OkAsync("rmi", name + ":1.0");
        var broken = await _docker.RunWithInputAsync("this is no archive"u8.ToArray(), "load");
        Assert.NotEqual(0, broken.ExitCode);
    }

    [Fact]
    public async Task The_list_and_the_history_tell_of_it()
    {
        var listed = JsonNode.Parse(await _docker.OkAsync("images", "--format", "{{json .}}", BusyboxImage.Name))!;
        Assert.Equal(("busybox", "latest"), (listed["Repository"]!.GetValue<string>(), listed["Tag"]!.GetValue<string>()));
        Assert.Contains("Imported from -", await _docker.OkAsync("history", "--no-trunc", BusyboxImage.Name));
        Assert.Equal("", await _docker.OkAsync("images", "-q", "--filter", "reference=nosuch*"));
    }
}
