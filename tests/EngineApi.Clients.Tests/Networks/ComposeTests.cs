using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Networks;

/// <summary>
/// A web server before something like a database, brought up and down by docker-compose 1.29, which Debian 12 has, and by Compose v2, which
/// eng/test.sh fetches from a newer release. Both go the same way.
/// </summary>
public sealed class ComposeTests(EngineProcess engine)
{
    /// <summary>The database listens late: a web server that does not wait for its health finds nobody, and ends.</summary>
    private const string Project = """
        services:
          db:
            image: busybox
            command: sh -c "[ -f /data/rows ] || echo rows > /data/rows; sleep 2; exec httpd -f -p 5432 -h /data"
            volumes: ["data:/data"]
            healthcheck:
              test: wget -qO- http://127.0.0.1:5432/rows
              interval: 500ms
              timeout: 30s
              retries: 200
            networks:
              back:
                aliases: [storage]
          web:
            image: busybox
            command: sh -c "mkdir -p /www && wget -qO /www/index.html http://storage:5432/rows && echo serving && exec httpd -f -p 80 -h /www"
            depends_on:
              db:
                condition: service_healthy
            ports: ["127.0.0.1::80"]
            networks: [front, back]
          worker:
            image: busybox
            command: sleep 100000
            networks: [back]
        volumes:
          data: {}
        networks:
          front: {}
          back:
            internal: true
            driver: bridge
        """;

    private readonly DockerCli _docker = new(engine);
    private readonly string _name = Unique.Name();
    private string _compose = "";

    [Fact]
    public Task By_docker_compose_1_29()
    {
        Assert.SkipWhen(Tools.PathOf("docker-compose") is null, "docker-compose is not installed");
        // An exec by the CLI: docker-compose 1.29 has been seen, rarely and on a busy machine, to show its output and not to end.
        return WalkAsync("docker-compose", async (service, command) =>
            await _docker.OkAsync(["exec", await ComposeAsync("ps -q " + service), .. command.Split(' ')]));
    }

    [Fact]
    public Task By_Compose_v2()
    {
        var program = Artifacts.Path("compose/docker-compose");
        Assert.SkipUnless(File.Exists(program), "Compose v2 is not at " + program);
        return WalkAsync(program, (service, command) => ComposeAsync($"exec -T {service} {command}"));
    }

    private async Task WalkAsync(string program, Func<string, string, Task<string>> execAsync)
    {
        _ = engine.Pid;
        var file = Path.Combine(engine.Root, _name + ".yml");
        await File.WriteAllTextAsync(file, Project, TestContext.Current.CancellationToken);
        _compose = $"{program} -f {file} -p {_name} ";
        await ComposeAsync("up -d");
        Assert.Equal("rows\n", await PageAsync());
        Assert.Contains("serving", await ComposeAsync("logs --no-color web"));
        Assert.Equal("rows", await ComposeAsync("run --rm -T web wget -qO- http://db:5432/rows"));
        Assert.Equal("rows", await execAsync("web", "wget -qO- http://storage:5432/rows"));

        // Nothing has changed: nothing is made anew. More of one service leaves the others alone.
        var before = await RunningAsync();
        Assert.Equal(3, before.Count);
        await ComposeAsync("up -d");
        Assert.Equal(before, await RunningAsync());
        await ComposeAsync("up -d --scale worker=3");
        Assert.Equal(5, (await RunningAsync()).Count);
        Assert.Subset(await RunningAsync(), before);
        await ComposeAsync("up -d --scale worker=1");
        Assert.Equal(3, (await RunningAsync()).Count);
        await ComposeAsync("restart -t 0 db");
        await _docker.UntilAsync(await ComposeAsync("ps -q db"), "{{.State.Health.Status}}", "healthy");
        Assert.Equal("rows", await execAsync("web", "wget -qO- http://db:5432/rows"));

        // Without -v what the volume has stays.
        await execAsync("db", "cp /etc/hostname /data/rows");
        var hostname = await execAsync("db", "hostname");
        await ComposeAsync("down -t 0");
        Assert.Equal("", await LeftAsync("ps -aq"));
        Assert.Equal("", await LeftAsync("network ls -q"));
        Assert.NotEqual("", await LeftAsync("volume ls -q"));
        await ComposeAsync("up -d");
        Assert.Equal(hostname + "\n", await PageAsync());
        await ComposeAsync("down -v -t 0");
        foreach (var list in (string[])["ps -aq", "network ls -q", "volume ls -q"])
            Assert.Equal("", await LeftAsync(list));
    }

    private async Task<string> ComposeAsync(string command) => (await _docker.ShellAsync(_compose + command, TimeSpan.FromMinutes(4))).Ok();

    private async Task<HashSet<string>> RunningAsync() => [.. (await ComposeAsync("ps -q")).Split('\n')];

    private Task<string> LeftAsync(string list) =>
        _docker.OkAsync([.. list.Split(' '), "--filter", "label=com.docker.compose.project=" + _name]);

    /// <summary>What the web server has from the database, by the published port.</summary>
    private async Task<string> PageAsync()
    {
        var address = await ComposeAsync("port web 80");
        using var http = new HttpClient();
        var page = "";
        await Eventually.BecomesTrueAsync(async () =>
        {
            try
            {
                page = await http.GetStringAsync(new Uri($"http://{address}/"), TestContext.Current.CancellationToken);
                return true;
            }
            catch (HttpRequestException)
            {
                return false; // It runs, and is still fetching.
            }
        });
        return page;
    }
}
