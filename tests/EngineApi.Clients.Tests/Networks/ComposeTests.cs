using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Networks;

/// <summary>docker-compose 1.29, as Debian has it, brings a project up and down.</summary>
public sealed class ComposeTests(EngineProcess engine)
{
    private const string Project = """
        version: "2.4"
        services:
          db:
            image: busybox
            command: sh -c "mkdir -p /www && echo rows > /www/index.html && httpd -f -p 5432 -h /www"
            networks:
              back:
                aliases: [storage]
          web:
            image: busybox
            command: sh -c "mkdir -p /www && wget -qO /www/index.html http://storage:5432/ && httpd -f -p 80 -h /www"
            depends_on: [db]
            ports: ["127.0.0.1::80"]
            networks: [front, back]
        networks:
          front: {}
          back:
            internal: true
            driver: bridge
        """;

    private readonly DockerCli _docker = new(engine);
    private readonly string _name = Unique.Name();

    [Fact]
    public async Task A_project_comes_up_its_services_find_each_other_and_it_goes_down()
    {
        Assert.SkipWhen(Tools.PathOf("docker-compose") is null, "docker-compose is not installed");
        _ = engine.Pid;
        var file = Path.Combine(engine.Root, _name + ".yml");
        await File.WriteAllTextAsync(file, Project, TestContext.Current.CancellationToken);
        var compose = $"docker-compose -f {file} -p {_name} ";
        (await _docker.ShellAsync(compose + "up -d")).Ok();
        var port = (await _docker.ShellAsync(compose + "port web 80")).Ok();
        using var http = new HttpClient();
        var page = "";
        await Eventually.BecomesTrueAsync(async () =>
        {
            try
            {
                page = await http.GetStringAsync(new Uri($"http://{port}/"), TestContext.Current.CancellationToken);
                return true;
            }
            catch (HttpRequestException)
            {
                return false; // It is still being fetched from the other service.
            }
        });
        Assert.Equal("rows\n", page);
        Assert.Equal("rows", (await _docker.ShellAsync(compose + "run --rm -T web wget -qO- http://db:5432/")).Ok());
        // By the CLI: docker-compose 1.29 has been seen, rarely and on a busy machine, to show the output of an exec and not to end.
        var web = (await _docker.ShellAsync(compose + "ps -q web")).Ok();
        Assert.Equal("rows", await _docker.OkAsync("exec", web, "wget", "-qO-", "http://storage:5432/"));

        // Nothing has changed: nothing is made anew.
        var before = (await _docker.ShellAsync(compose + "ps -q")).Ok();
        (await _docker.ShellAsync(compose + "up -d")).Ok();
        Assert.Equal(before, (await _docker.ShellAsync(compose + "ps -q")).Ok());
        (await _docker.ShellAsync(compose + "restart -t 0")).Ok();
        Assert.Equal("rows", await _docker.OkAsync("exec", web, "wget", "-qO-", "http://db:5432/"));

        (await _docker.ShellAsync(compose + "down -t 0")).Ok();
        Assert.Equal("", await _docker.OkAsync("ps", "-aq", "--filter", "label=com.docker.compose.project=" + _name));
        Assert.Equal("", await _docker.OkAsync("network", "ls", "-q", "--filter", "label=com.docker.compose.project=" + _name));
    }
}
