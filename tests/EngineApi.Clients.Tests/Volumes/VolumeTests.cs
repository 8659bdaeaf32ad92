using System.Net;
using Xunit;

namespace EngineApi.Clients.Tests.Volumes;

/// <summary><c>docker volume</c>, <c>-v</c>, <c>--mount type=volume</c> and <c>--volumes-from</c> on real containers.</summary>
public sealed class VolumeTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);
    private readonly string _name = Unique.Name();

    [Fact]
    public async Task What_one_container_writes_the_next_one_reads()
    {
        Assert.Equal(_name, await _docker.OkAsync("volume", "create", "--label", "a=b", _name));
        Assert.Equal(_name, await _docker.OkAsync("volume", "create", _name));
        await RunAsync("-v", _name + ":/data", "busybox", "sh", "-c", "echo one > /data/file");
        Assert.Equal("one", await RunAsync("--mount", $"type=volume,src={_name},dst=/elsewhere,ro", "busybox", "cat", "/elsewhere/file"));
        var refused = await _docker.RunAsync("run", "--rm", "--network", "none", "-v", _name + ":/data:ro", "busybox", "touch", "/data/x");
        Assert.Contains("Read-only file system", refused.Error, StringComparison.Ordinal);

        var place = await _docker.OkAsync("volume", "inspect", "--format", "{{.Mountpoint}} {{.Driver}} {{.Scope}} {{.Labels.a}}", _name);
        Assert.Equal($"{engine.DataRoot}/volumes/{_name}/_data local local b", place);
        Assert.Equal("one\n", await File.ReadAllTextAsync($"{engine.DataRoot}/volumes/{_name}/_data/file", TestContext.Current.CancellationToken));
        await _docker.OkAsync("volume", "rm", _name);
        Assert.False(Directory.Exists($"{engine.DataRoot}/volumes/{_name}"));
        Assert.Contains($"get {_name}: no such volume", (await _docker.RunAsync("volume", "rm", _name)).Error, StringComparison.Ordinal);
        await _docker.OkAsync("volume", "rm", "-f", _name);
    }

    [Fact]
    public async Task A_new_volume_has_what_the_image_has_in_its_place()
    {
        var image = "engineapi-test/" + _name;
        var maker = await _docker.OkAsync(
            "run", "-d", "--network", "none", "busybox", "sh", "-c",
            "mkdir -p /data/d && echo x > /data/a && ln /data/a /data/b && ln -s a /data/c && chown -R 12:34 /data && chmod 2750 /data && chmod 4711 /data/a");
        await _docker.OkAsync("wait", maker);
        await _docker.OkAsync("commit", maker, image);
        var listing = "stat -c '%n %a %u:%g' /data /data/d; stat -c '%n %a %u:%g %h' /data/a; readlink /data/c; cat /data/b";
        Assert.Equal(
            "/data 2750 12:34\n/data/d 755 12:34\n/data/a 4711 12:34 2\na\nx",
            await RunAsync("-v", _name + ":/data", image, "sh", "-c", listing));

        var empty = Unique.Name();
        Assert.Equal("", await RunAsync("-v", empty + ":/data:nocopy", image, "ls", "/data"));
        // What is there already stays.
        await RunAsync("-v", empty + ":/x", "busybox", "touch", "/x/mine");
        Assert.Equal("mine", await RunAsync("-v", empty + ":/data", image, "ls", "/data"));
        await _docker.OkAsync("rm", maker);
        await _docker.OkAsync("rmi", image);
        await _docker.OkAsync("volume", "rm", _name, empty);
    }

    [Fact]
    public async Task A_volume_without_a_name_goes_with_its_container_when_asked()
    {
        var kept = await _docker.OkAsync("create", "--network", "none", "-v", "/data", "busybox", "true");
        var volume = await _docker.InspectAsync(kept, "{{range .Mounts}}{{.Type}} {{.Name}} {{.RW}}{{end}}");
        var name = volume.Split(' ')[1];
        Assert.Equal($"volume {name} true", volume);
        Assert.Equal(64, name.Length);
        await _docker.OkAsync("rm", kept);
        await _docker.OkAsync("volume", "inspect", name);
        await _docker.OkAsync("volume", "rm", name);

        var gone = await _docker.OkAsync("create", "--network", "none", "-v", "/data", "-v", _name + ":/named", "busybox", "true");
        var its = (await _docker.InspectAsync(gone, "{{range .Mounts}}{{if eq .Destination \"/data\"}}{{.Name}}{{end}}{{end}}")).Trim();
        await _docker.OkAsync("rm", "-v", gone);
        Assert.Contains("no such volume", (await _docker.RunAsync("volume", "inspect", its)).Error, StringComparison.Ordinal);
        await _docker.OkAsync("volume", "rm", _name);
    }

    [Fact]
    public async Task Another_containers_volumes_come_with_it()
    {
        var owner = await _docker.OkAsync("create", "--network", "none", "-v", _name + ":/data", "-v", "/tmp:/host:ro", "busybox", "true");
        await RunAsync("--volumes-from", owner, "busybox", "sh", "-c", "echo shared > /data/x");
        Assert.Equal("shared", await RunAsync("--volumes-from", owner + ":ro", "busybox", "sh", "-c", "touch /data/y 2>/dev/null; ls /data >/dev/null && cat /data/*"));
        var inUse = await _docker.RunAsync("volume", "rm", _name);
        Assert.Contains($"remove {_name}: volume is in use - [{owner}]", inUse.Error, StringComparison.Ordinal);
        Assert.Contains("No such container: nobody", (await _docker.RunAsync("create", "--volumes-from", "nobody", "busybox")).Error, StringComparison.Ordinal);
        await _docker.OkAsync("rm", owner);
        await _docker.OkAsync("volume", "rm", _name);
    }

    [Fact]
    public async Task Options_of_the_local_driver_are_mounted_while_it_is_used()
    {
        await _docker.OkAsync("volume", "create", "-o", "type=tmpfs", "-o", "device=tmpfs", "-o", "o=size=1m,uid=77", _name);
        var data = $"{engine.DataRoot}/volumes/{_name}/_data";
        var one = await _docker.OkAsync("run", "-d", "--network", "none", "-v", _name + ":/data", "busybox", "sleep", "1000");
        Assert.Contains("tmpfs", await _docker.OkAsync("exec", one, "sh", "-c", "grep ' /data ' /proc/mounts; stat -c %u /data"), StringComparison.Ordinal);
        Assert.Contains(data, await File.ReadAllTextAsync("/proc/self/mounts", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await _docker.OkAsync("rm", "-f", one);
        Assert.DoesNotContain(data, await File.ReadAllTextAsync("/proc/self/mounts", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await _docker.OkAsync("volume", "rm", _name);

        await _docker.OkAsync("volume", "create", "-o", "type=none", "-o", "o=bind", "-o", "device=/nowhere/" + _name, _name);
        var failed = await _docker.RunAsync("run", "--rm", "--network", "none", "-v", _name + ":/data", "busybox", "true");
        Assert.Contains($"failed to mount local volume: mount /nowhere/{_name}:{data}, flags: 0x1000: no such file or directory", failed.Error, StringComparison.Ordinal);
        await _docker.OkAsync("volume", "rm", _name);

        await _docker.OkAsync("volume", "create", "-o", "type=nosuchfs", "-o", "o=ro,user=a,password=secret", "-o", "device=x", _name);
        failed = await _docker.RunAsync("run", "--rm", "--network", "none", "-v", _name + ":/data", "busybox", "true");
        Assert.Contains($"mount x:{data}, flags: 0x1, data: user=a,password=********: no such device", failed.Error, StringComparison.Ordinal);
        await _docker.OkAsync("volume", "rm", _name);
    }

    [Fact]
    public async Task A_subpath_of_a_volume_is_mounted_alone_and_leads_nowhere_else()
    {
        await RunAsync("-v", _name + ":/data", "busybox", "sh", "-c", "mkdir -p /data/in/side; echo deep > /data/in/side/x; ln -s /etc /data/out");
        Assert.Equal("deep", await RunAsync("--mount", $"type=volume,src={_name},dst=/m,volume-subpath=in/side", "busybox", "cat", "/m/x"));
        var missing = await _docker.RunAsync("run", "--rm", "--network", "none", "--mount", $"type=volume,src={_name},dst=/m,volume-subpath=out", "busybox", "true");
        Assert.Contains("path concatenation escapes the base directory", missing.Error, StringComparison.Ordinal);
        await _docker.OkAsync("volume", "rm", _name);
    }

    [Fact]
    public async Task A_subpath_that_is_empty_is_filled_as_a_volume_is()
    {
        await RunAsync("-v", _name + ":/data", "busybox", "mkdir", "/data/sub");
        Assert.Contains("busybox", await RunAsync("--mount", $"type=volume,src={_name},dst=/bin,volume-subpath=sub", "busybox", "ls", "/bin"), StringComparison.Ordinal);
        Assert.Contains("busybox", await RunAsync("-v", _name + ":/data", "busybox", "ls", "/data/sub"), StringComparison.Ordinal);
        await _docker.OkAsync("volume", "rm", _name);
    }

    [Fact]
    public async Task Containers_are_found_by_their_volumes_and_a_file_is_no_place_for_one()
    {
        var id = await _docker.OkAsync("create", "--network", "none", "-v", _name + ":/data", "busybox", "true");
        Assert.Equal(id, await _docker.OkAsync("ps", "-aq", "--no-trunc", "--filter", "volume=" + _name));
        Assert.Contains(id, await _docker.OkAsync("ps", "-aq", "--no-trunc", "--filter", "volume=/data"), StringComparison.Ordinal);
        Assert.Equal("", await _docker.OkAsync("ps", "-aq", "--filter", "volume=no" + _name));
        await _docker.OkAsync("rm", id);
        await _docker.OkAsync("volume", "rm", _name);

        var refused = await _docker.RunAsync("create", "--network", "none", "-v", "/bin/busybox", "busybox");
        Assert.Contains("source /bin/busybox of the image is not directory", refused.Error, StringComparison.Ordinal);
        var longest = new string('a', 255);
        Assert.Equal(longest, await _docker.OkAsync("volume", "create", longest));
        await _docker.OkAsync("volume", "rm", longest);
        Assert.Contains("file name too long", (await _docker.RunAsync("volume", "create", longest + "a")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prune_takes_those_without_a_name_and_with_all_the_others_too()
    {
        var label = "prune=" + _name;
        await _docker.OkAsync("volume", "create", "--label", label, _name);
        var anonymous = await _docker.OkAsync("volume", "create", "--label", label);
        var first = await _docker.OkAsync("volume", "prune", "-f", "--filter", "label=" + label);
        Assert.Contains(anonymous, first, StringComparison.Ordinal);
        Assert.DoesNotContain(_name, first, StringComparison.Ordinal);
        Assert.Equal(_name, await _docker.OkAsync("volume", "ls", "-q", "--filter", "label=" + label, "--filter", "dangling=1"));
        Assert.Contains(_name, await _docker.OkAsync("volume", "prune", "-af", "--filter", "label=" + label), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Name":"a/../b"}""", HttpStatusCode.BadRequest, "includes invalid characters for a local volume name")]
    [InlineData("""{"Name":".."}""", HttpStatusCode.BadRequest, "includes invalid characters for a local volume name")]
    [InlineData("""{"Name":"x"}""", HttpStatusCode.BadRequest, "create x: volume name is too short")]
    [InlineData("""{"Name":"ab","Driver":"nope"}""", HttpStatusCode.NotFound, "error looking up volume plugin nope: plugin \\\"nope\\\" not found")]
    [InlineData("""{"Name":"ab","DriverOpts":{"foo":"1"}}""", HttpStatusCode.BadRequest, "invalid option: \\\"foo\\\"")]
    [InlineData("""{"Name":"ab","DriverOpts":{"type":"tmpfs"}}""", HttpStatusCode.BadRequest, "missing required option: \\\"device\\\"")]
    public async Task What_cannot_be_a_volume_is_refused(string body, HttpStatusCode status, string message)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await engine.Http.PostAsync(new Uri("/volumes/create", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(message, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private Task<string> RunAsync(params string[] arguments) => _docker.OkAsync(["run", "--rm", "--network", "none", .. arguments]);
}
