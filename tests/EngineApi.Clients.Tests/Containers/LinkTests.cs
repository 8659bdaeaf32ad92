using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary><c>docker rm --link</c>.</summary>
public sealed class LinkTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task A_link_goes_and_both_containers_stay()
    {
        var (database, web) = (Unique.Name(), Unique.Name());
        await _docker.OkAsync("run", "-d", "--name", database, "busybox", "sleep", "1000");
        await _docker.OkAsync("run", "-d", "--name", web, "--link", database + ":db", "--link", database + ":other", "busybox", "sleep", "1000");
        Assert.Contains("\tdb ", await HostsAsync(), StringComparison.Ordinal);

        await _docker.OkAsync("rm", "--link", web + "/db");
        Assert.DoesNotContain("\tdb ", await HostsAsync(), StringComparison.Ordinal);
        Assert.Contains("\tother ", await HostsAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("db", await _docker.InspectAsync(web, "{{json .HostConfig.Links}}"), StringComparison.Ordinal);
        await _docker.OkAsync("restart", "-t", "0", web);
        Assert.DoesNotContain("\tdb ", await HostsAsync(), StringComparison.Ordinal);

        foreach (var (name, message) in new[]
        {
            (web + "/db", $"No such container: {web}/db"), ("nobody/db", "No such container: nobody/db"), ("nobody", "No such container: nobody"),
            (database, "Conflict, cannot remove the default link name of the container"),
        })
        {
            Assert.Contains(message, (await _docker.RunAsync("rm", "--link", name)).Error, StringComparison.Ordinal);
        }

        Assert.Contains("No such container: " + web + "/other", (await _docker.RunAsync("rm", web + "/other")).Error, StringComparison.Ordinal);
        await _docker.OkAsync("rm", "--link", web + "/other");
        Assert.Equal("null", await _docker.InspectAsync(web, "{{json .HostConfig.Links}}"));
        await _docker.OkAsync("rm", "-f", web, database);

        Task<string> HostsAsync() => _docker.OkAsync("exec", web, "cat", "/etc/hosts");
    }

    [Fact]
    public async Task One_that_has_ended_is_in_nobodys_way()
    {
        var (database, web, network) = (Unique.Name(), Unique.Name(), Unique.Name());
        await _docker.OkAsync("network", "create", network);
        await _docker.OkAsync("run", "-d", "--name", database, "busybox", "sleep", "1000");
        await _docker.OkAsync("run", "-d", "--name", web, "--link", database + ":db", "busybox", "sleep", "1000");
        await _docker.OkAsync("network", "connect", network, web);
        await _docker.OkAsync("kill", database);

        await _docker.OkAsync("network", "disconnect", network, web);
        Assert.DoesNotContain(network, await _docker.InspectAsync(web, "{{json .NetworkSettings.Networks}}"), StringComparison.Ordinal);
        await _docker.OkAsync("network", "connect", network, web);
        await _docker.OkAsync("rm", "--link", web + "/db");
        Assert.Equal("null", await _docker.InspectAsync(web, "{{json .HostConfig.Links}}"));
        Assert.DoesNotContain("\tdb ", await _docker.OkAsync("exec", web, "cat", "/etc/hosts"), StringComparison.Ordinal);
        await _docker.OkAsync("rm", "-f", web, database);
        await _docker.OkAsync("network", "rm", network);
    }
}
