using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Registry;

/// <summary><c>docker pull</c>, <c>push</c> and <c>login</c> against a real registry.</summary>
public class RegistryTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task An_image_goes_there_and_comes_back()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var name = $"{registry.Authority}/team/{Unique.Name()}";
        var id = await ImportAsync(name + ":1");

        var pushed = await _docker.OkAsync("push", name + ":1");
        Assert.Contains($"The push refers to repository [{name}]", pushed);
        Assert.Contains(": Pushed", pushed);
        var digest = pushed.Split("digest: ")[1].Split(' ')[0];
        Assert.Contains(": Layer already exists", await _docker.OkAsync("push", name + ":1"));

        await _docker.OkAsync("rmi", name + ":1");
        var pulled = await _docker.OkAsync("pull", name + ":1");
        Assert.Contains("Pull complete", pulled);
        Assert.Contains($"Digest: {digest}", pulled);
        Assert.Contains($"Status: Downloaded newer image for {name}:1", pulled);
        Assert.Equal(id, await _docker.InspectAsync(name + ":1", "{{.Id}}"));
        Assert.Equal($"[{name}@{digest}]", await _docker.InspectAsync(name + ":1", "{{.RepoDigests}}"));
        Assert.Contains($"Status: Image is up to date for {name}:1", await _docker.OkAsync("pull", name + ":1"));
        await _docker.OkAsync("rmi", name + ":1");

        Assert.Equal("from-registry", await _docker.OkAsync("run", "--rm", "--quiet", $"{name}@{digest}"));
        await _docker.OkAsync("rmi", $"{name}@{digest}");
        var told = await engine.Http.GetStringAsync(new Uri($"/distribution/{name}:1/json", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains($"\"digest\":\"{digest}\"", told);
        Assert.Contains(""" "Platforms":[{"architecture":"amd64","os":"linux"}] """.Trim(), told);
    }

    [Fact]
    public async Task All_tags_go_and_come_and_layers_are_taken_from_another_repository()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var (name, other) = ($"{registry.Authority}/{Unique.Name()}", $"{registry.Authority}/{Unique.Name()}");
        await ImportAsync(name + ":a");
        await _docker.OkAsync("tag", name + ":a", name + ":b");
        await _docker.OkAsync("tag", name + ":a", other + ":c");
        await _docker.OkAsync("push", "--all-tags", name);
        Assert.Contains($": Mounted from {name[(registry.Authority.Length + 1)..]}", await _docker.OkAsync("push", other + ":c"));
        await _docker.OkAsync("rmi", name + ":a", name + ":b", other + ":c");
        await _docker.OkAsync("pull", "--all-tags", name);
        Assert.Equal("a\nb", string.Join('\n', (await _docker.OkAsync("images", "--format", "{{.Tag}}", name)).Split('\n').Order()));
        await _docker.OkAsync("rmi", name + ":a", name + ":b");
    }

    [Fact]
    public async Task A_private_registry_lets_those_in_who_log_in()
    {
        await using var registry = await DockerRegistry.StartAsync(isPrivate: true);
        var name = $"{registry.Authority}/{Unique.Name()}:1";
        await ImportAsync(name);
        Assert.Contains("no basic auth credentials", (await _docker.RunAsync("push", name)).Failed());
        Assert.Contains("unauthorized", (await _docker.RunAsync("login", "-u", DockerRegistry.User, "-p", "wrong", registry.Authority)).Failed());
        Assert.Contains("Login Succeeded", await _docker.OkAsync("login", "-u", DockerRegistry.User, "-p", DockerRegistry.Password, registry.Authority));
        await _docker.OkAsync("push", name);
        await _docker.OkAsync("rmi", name);
        await _docker.OkAsync("pull", name);
        await _docker.OkAsync("rmi", name);
        await _docker.OkAsync("logout", registry.Authority);
        Assert.Contains("no basic auth credentials", (await _docker.RunAsync("pull", name)).Failed());
    }

    [Fact]
    public async Task What_is_not_there_is_told_in_the_words_of_docker()
    {
        await using var registry = await DockerRegistry.StartAsync();
        var name = $"{registry.Authority}/{Unique.Name()}";
        Assert.Contains($"manifest for {name}:1 not found: manifest unknown: manifest unknown", (await _docker.RunAsync("pull", name + ":1")).Failed());
        Assert.Contains($"An image does not exist locally with the tag: {name}", (await _docker.RunAsync("push", name + ":1")).Failed());
        Assert.Contains("dial tcp 127.0.0.1:1: connect: connection refused", (await _docker.RunAsync("pull", "127.0.0.1:1/x")).Failed());
        Assert.Contains($"manifest for {name}:1 not found", (await _docker.RunAsync("run", "--rm", name + ":1")).Failed(125));
    }

    private async Task<string> ImportAsync(string name)
    {
        var layer = await TestLayer.BusyboxAsync(new Dictionary<string, string> { ["/unique"] = name });
        return (await _docker.RunWithInputAsync(layer.Tar, "import", "--change", """CMD ["echo", "from-registry"]""", "-", name)).Ok();
    }
}
