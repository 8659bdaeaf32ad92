using System.Text.Json;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary><c>docker export</c>, <c>docker diff</c> and <c>docker commit</c>.</summary>
public sealed class ExportTests(EngineProcess engine) : IAsyncLifetime
{
    private const string Change = "echo new > /etc/new; rm /etc/group; mkdir -p /tmp/a/b; touch /tmp/a/b/c; echo joe >> /etc/passwd; rm -r /usr/bin";

    private readonly DockerCli _docker = new(engine);
    private readonly string _name = Unique.Name();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _docker.RunAsync("rm", "-f", _name);
        await _docker.RunAsync("rmi", "-f", "engineapi-test/" + _name);
    }

    [Fact]
    public async Task A_diff_tells_what_was_added_changed_and_deleted_while_it_runs_and_after()
    {
        string[] expected = ["A /etc/new", "A /tmp/a", "A /tmp/a/b", "A /tmp/a/b/c", "C /etc", "C /etc/passwd", "C /tmp", "C /usr", "D /etc/group", "D /usr/bin"];
        await RunAsync(Change + "; echo ready; sleep 1000");
        await SaysAsync("ready");
        Assert.Equal(expected, (await _docker.OkAsync("diff", _name)).Split('\n').Order(StringComparer.Ordinal));
        await _docker.OkAsync("kill", _name);
        await _docker.OkAsync("wait", _name);
        Assert.Equal(expected, (await _docker.OkAsync("diff", _name)).Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_container_that_changed_nothing_answers_null()
    {
        await _docker.OkAsync("run", "-d", "--name", _name, "--network", "none", "busybox", "sleep", "1000");
        Assert.Equal("null\n", await engine.Http.GetStringAsync(new Uri($"/containers/{_name}/changes", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_export_is_a_tar_of_the_root_file_system_without_mounts()
    {
        var directory = Directory.CreateTempSubdirectory("engineapi-export-");
        await File.WriteAllTextAsync(Path.Join(directory.FullName, "bound"), "", TestContext.Current.CancellationToken);
        await _docker.OkAsync("run", "-d", "--name", _name, "--network", "none", "-v", directory.FullName + ":/data", "busybox", "sh", "-c", Change + "; echo ready; sleep 1000");
        await SaysAsync("ready");
        var tar = Path.Join(directory.FullName, "tar");
        await _docker.OkAsync("export", "-o", tar, _name);
        var names = new List<string>();
        await using (var file = File.OpenRead(tar))
        {
            await using var reader = new System.Formats.Tar.TarReader(file);
            while (await reader.GetNextEntryAsync(cancellationToken: TestContext.Current.CancellationToken) is { } entry)
                names.Add(entry.Name);
        }

        Assert.Equal(names.Order(StringComparer.Ordinal), names.Distinct().Order(StringComparer.Ordinal));
        Assert.Superset(new HashSet<string> { "bin/", "bin/busybox", "etc/new", "tmp/a/b/c", "data/", "dev/", "proc/" }, names.ToHashSet());
        Assert.DoesNotContain("data/bound", names);
        Assert.DoesNotContain("etc/group", names);
        Assert.DoesNotContain("dev/null", names);
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_committed_image_has_the_changes_and_the_asked_configuration()
    {
        await RunAsync(Change + "; echo ready; sleep 1000", "-e", "X=1", "--label", "a=b");
        await SaysAsync("ready");
        var image = "engineapi-test/" + _name + ":1";
        var id = await _docker.OkAsync("commit", "-a", "me", "-m", "why", "-c", "ENV Y=2", "-c", "CMD [\"cat\", \"/etc/new\"]", _name, image);
        Assert.Equal("new", await _docker.OkAsync("run", "--rm", "--network", "none", image));
        Assert.Equal((1, ""), ((await _docker.RunAsync("run", "--rm", "--network", "none", image, "ls", "/etc/group")).ExitCode, ""));
        using var inspected = JsonDocument.Parse(await _docker.OkAsync("inspect", image));
        var root = inspected.RootElement[0];
        Assert.Equal((id, "me", "why"), (root.GetProperty("Id").GetString(), root.GetProperty("Author").GetString(), root.GetProperty("Comment").GetString()));
        var config = root.GetProperty("Config");
        Assert.Equal(["X=1", "Y=2"], config.GetProperty("Env").EnumerateArray().Select(each => each.GetString()!).Where(each => each[1] == '='));
        Assert.Equal("b", config.GetProperty("Labels").GetProperty("a").GetString());
        Assert.Equal("running", await _docker.InspectAsync(_name, "{{.State.Status}}"));
        await _docker.OkAsync("rm", "-f", _name);
        await _docker.OkAsync("rmi", image);
    }

    [Fact]
    public async Task A_commit_pauses_unless_it_is_told_not_to_and_says_what_it_did()
    {
        await RunAsync("sleep 1000");
        var since = await _docker.OkAsync("info", "--format", "{{.SystemTime}}");
        await _docker.OkAsync("commit", "--pause=false", _name, "engineapi-test/" + _name);
        await _docker.OkAsync("pause", _name);
        await _docker.OkAsync("commit", _name, "engineapi-test/" + _name);
        Assert.Equal("paused", await _docker.InspectAsync(_name, "{{.State.Status}}"));
        await _docker.OkAsync("unpause", _name);
        await _docker.OkAsync("commit", _name, "engineapi-test/" + _name);
        var until = await _docker.OkAsync("info", "--format", "{{.SystemTime}}");
        var actions = await _docker.OkAsync(
            "events", "--since", since, "--until", until, "--filter", "container=" + _name, "--format", "{{.Action}} {{.Actor.Attributes.imageRef}}");
        Assert.Equal(
            ["commit", "pause", "commit", "unpause", "pause", "unpause", "commit"],
            actions.Split('\n').Select(line => line.Split(' ')[0]));
        Assert.Contains($"commit engineapi-test/{_name}:latest", actions, StringComparison.Ordinal);
        Assert.Contains("No such container: zz", (await _docker.RunAsync("commit", "zz")).Failed(), StringComparison.Ordinal);
        Assert.Contains("must be lowercase", (await _docker.RunAsync("commit", _name, "UPPER")).Error, StringComparison.Ordinal);
    }

    private Task<string> RunAsync(string script, params string[] options) =>
        _docker.OkAsync(["run", "-d", "--name", _name, "--network", "none", .. options, "busybox", "sh", "-c", script]);

    private Task SaysAsync(string text) => Testing.Eventually.BecomesTrueAsync(
        async () => (await _docker.OkAsync("logs", _name)).Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(60), $"it says {text}");
}
