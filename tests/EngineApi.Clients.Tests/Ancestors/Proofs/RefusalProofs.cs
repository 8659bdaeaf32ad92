using Xunit;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>What cannot be is refused, with Docker's statuses.</summary>
internal sealed class RefusalProofs(EngineProcess engine)
{
    private readonly Api _api = new(engine);

    public async Task OfATakenNameAsync()
    {
        await using var container = await ApiContainer.CreateAsync(_api, ["true"]);
        var name = ((string)(await container.InspectAsync())["Name"]!)[1..];
        Assert.Contains(
            "is already in use by container", await _api.RefusedAsync(409, HttpMethod.Post, "/containers/create?name=" + name, $$"""{"Image": "{{BusyboxImage.Name}}"}"""), StringComparison.Ordinal);
        Assert.Equal("created", await container.StatusAsync());
    }

    public async Task OfAMissingContainerAsync()
    {
        foreach (var below in new[] { "start", "stop", "kill", "pause", "unpause", "wait", "restart" })
            Assert.Equal("No such container: nosuch", await _api.RefusedAsync(404, HttpMethod.Post, "/containers/nosuch/" + below));
    }

    public async Task OfAnUnknownRuntimeAsync()
    {
        var request = $$"""{"Image": "{{BusyboxImage.Name}}", "HostConfig": {"Runtime": "nosuch"} }""";
        Assert.Contains("unknown or invalid runtime name: nosuch", await _api.RefusedAsync(400, HttpMethod.Post, "/containers/create", request), StringComparison.Ordinal);
    }

    public async Task OfAnEndedProcessAsync()
    {
        await using var container = await ApiContainer.StartAsync(_api, "exit 0");
        await container.WaitAsync();
        Assert.Contains("is not running", await _api.RefusedAsync(409, HttpMethod.Post, container.Path + "/kill"), StringComparison.Ordinal);
        Assert.Contains("is not running", await _api.RefusedAsync(409, HttpMethod.Post, container.Path + "/exec", """{"Cmd": ["true"]}"""), StringComparison.Ordinal);
    }
}
