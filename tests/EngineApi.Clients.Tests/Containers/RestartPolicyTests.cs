using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

public class RestartPolicyTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Fact]
    public async Task On_failure_restarts_so_often_and_not_more()
    {
        var id = await _docker.OkAsync("run", "-d", "--restart", "on-failure:2", BusyboxImage.Name, "sh", "-c", "echo run; exit 4");
        await Eventually.BecomesTrueAsync(async () => await _docker.InspectAsync(id, "{{.State.Status}}") == "exited");
        Assert.Equal("2 4", await _docker.InspectAsync(id, "{{.RestartCount}} {{.State.ExitCode}}"));
        Assert.Equal("run\nrun\nrun", await _docker.OkAsync("logs", id));
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task One_that_waits_shows_it_and_can_be_stopped()
    {
        var id = await _docker.OkAsync("run", "-d", "--restart", "always", BusyboxImage.Name, "sh", "-c", "exit 4");
        await Eventually.BecomesTrueAsync(async () => await _docker.InspectAsync(id, "{{.State.Restarting}} {{ge .RestartCount 6}}") == "true true");
        Assert.Matches(@"^Restarting \(4\) ", await _docker.OkAsync("ps", "--filter", "id=" + id, "--format", "{{.Status}}"));
        Assert.Contains("is restarting, wait until the container is running", (await _docker.RunAsync("exec", id, "true")).Failed());
        Assert.Contains("container is restarting: stop the container before removing or force remove", (await _docker.RunAsync("rm", id)).Failed());
        await _docker.OkAsync("stop", id);
        Assert.Equal("exited false", await _docker.InspectAsync(id, "{{.State.Status}} {{.State.Restarting}}"));
        await _docker.OkAsync("rm", id);
    }
}
