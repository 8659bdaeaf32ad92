using System.Net;
using Xunit;

namespace EngineApi.Clients.Tests;

/// <summary><c>docker container prune</c> and <c>docker image prune</c>; with labels of the test's own, as other tests run beside it.</summary>
public sealed class PruneTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);
    private readonly string _label = "prune=" + Unique.Name();

    [Fact]
    public async Task Containers_that_do_not_run_go_and_the_others_stay()
    {
        var running = await _docker.OkAsync("run", "-d", "--label", _label, "--network", "none", "busybox", "sleep", "1000");
        var created = await _docker.OkAsync("create", "--label", _label, "--network", "none", "busybox", "true");
        var ended = await _docker.OkAsync("run", "-d", "--label", _label, "--label", "keep", "--network", "none", "busybox", "sh", "-c", "echo 1 > /x");
        await _docker.OkAsync("wait", ended);
        Assert.DoesNotContain(created, await _docker.OkAsync("container", "prune", "-f", "--filter", "label=" + _label, "--filter", "until=24h"), StringComparison.Ordinal);
        var first = await _docker.OkAsync("container", "prune", "-f", "--filter", "label=" + _label, "--filter", "label!=keep");
        Assert.Contains(created, first, StringComparison.Ordinal);
        Assert.DoesNotContain(ended, first, StringComparison.Ordinal);
        var second = await _docker.OkAsync("container", "prune", "-f", "--filter", "label=" + _label);
        Assert.Contains(ended, second, StringComparison.Ordinal);
        Assert.DoesNotContain("Total reclaimed space: 0B", second, StringComparison.Ordinal);
        Assert.Equal(running, await _docker.OkAsync("ps", "-aq", "--no-trunc", "--filter", "label=" + _label));
        await _docker.OkAsync("rm", "-f", running);
    }

    [Fact]
    public async Task Images_without_a_tag_go_and_tagged_ones_only_when_all_are_meant()
    {
        var container = await _docker.OkAsync("create", "--network", "none", "busybox", "true");
        var name = "engineapi-test/" + Unique.Name();
        var first = await _docker.OkAsync("commit", "-c", "LABEL " + _label + " n=1", container, name);
        var second = await _docker.OkAsync("commit", "-c", "LABEL " + _label + " n=2", container, name);
        await _docker.OkAsync("rm", container);
        var dangling = await _docker.OkAsync("image", "prune", "-f", "--filter", "label=" + _label);
        Assert.Contains("deleted: " + first, dangling, StringComparison.Ordinal);
        Assert.DoesNotContain(second, dangling, StringComparison.Ordinal);
        var user = await _docker.OkAsync("create", "--network", "none", name, "true");
        Assert.DoesNotContain(second, await _docker.OkAsync("image", "prune", "-af", "--filter", "label=" + _label), StringComparison.Ordinal);
        await _docker.OkAsync("rm", user);
        var all = await _docker.OkAsync("image", "prune", "-af", "--filter", "label=" + _label);
        Assert.Contains("untagged: " + name + ":latest", all, StringComparison.Ordinal);
        Assert.Contains("deleted: " + second, all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/containers/prune?filters={\"foo\":[\"x\"]}", "invalid filter 'foo'")]
    [InlineData("/containers/prune?filters={\"until\":[\"1h\",\"2h\"]}", "more than one until filter specified")]
    [InlineData("/images/prune?filters={\"dangling\":[\"maybe\"]}", "invalid filter 'dangling=[maybe]'")]
    [InlineData("/images/prune?filters=nonsense", "invalid filter")]
    public async Task A_filter_that_is_none_is_refused(string path, string message)
    {
        using var answer = await engine.Http.PostAsync(new Uri(path, UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
