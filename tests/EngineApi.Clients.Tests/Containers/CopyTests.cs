using System.Formats.Tar;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary><c>docker cp</c>, and the archive calls behind it.</summary>
public sealed class CopyTests(EngineProcess engine) : IAsyncLifetime
{
    private readonly DockerCli _docker = new(engine);
    private readonly string _name = Unique.Name();
    private readonly DirectoryInfo _host = Directory.CreateTempSubdirectory("engineapi-cp-");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _host.Delete(recursive: true);
        await _docker.RunAsync("rm", "-f", _name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Files_and_directories_go_both_ways(bool running)
    {
        await MakeAsync(running);
        Directory.CreateDirectory(Host("tree/sub"));
        await File.WriteAllBytesAsync(Host("tree/sub/data"), RandomBytes(300_000), TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Host("tree/link"), "sub/data");
        await _docker.OkAsync("cp", Host("tree"), _name + ":/new");
        await _docker.OkAsync("cp", Host("tree") + "/.", _name + ":/tmp");
        await _docker.OkAsync("cp", _name + ":/new/sub", Host("back"));
        await _docker.OkAsync("cp", _name + ":/new/link", Host("asLink"));
        await _docker.OkAsync("cp", "-L", _name + ":/tmp/link", Host("followed"));
        Assert.Equal(await BytesAsync("tree/sub/data"), await BytesAsync("back/data"));
        Assert.Equal(await BytesAsync("tree/sub/data"), await BytesAsync("followed"));
        Assert.Equal("sub/data", new FileInfo(Host("asLink")).LinkTarget);
        if (running)
            Assert.Equal("300000", await _docker.OkAsync("exec", _name, "stat", "-L", "-c", "%s", "/new/link"));
    }

    [Fact]
    public async Task A_tar_goes_through_stdin_and_stdout()
    {
        await MakeAsync(running: true);
        (await _docker.RunWithInputAsync(Tar("in/file", "piped"), "cp", "-", _name + ":/tmp")).Ok();
        Assert.Equal("piped", await _docker.OkAsync("exec", _name, "cat", "/tmp/in/file"));
        Assert.Contains("piped", await _docker.OkAsync("cp", _name + ":/tmp/in", "-"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Binds_and_tmpfs_are_seen_and_read_only_is_kept()
    {
        Directory.CreateDirectory(Host("bound"));
        await _docker.OkAsync(
            "run", "-d", "--name", _name, "--network", "none", "--read-only", "--tmpfs", "/scratch", "-v", Host("bound") + ":/rw", "-v", Host("bound") + ":/ro:ro",
            "busybox", "sleep", "1000");
        await File.WriteAllTextAsync(Host("f"), "text", TestContext.Current.CancellationToken);
        await _docker.OkAsync("cp", Host("f"), _name + ":/rw/f");
        await _docker.OkAsync("cp", Host("f"), _name + ":/scratch/f");
        Assert.Equal("text", await File.ReadAllTextAsync(Host("bound/f"), TestContext.Current.CancellationToken));
        Assert.Equal("text", await _docker.OkAsync("exec", _name, "cat", "/scratch/f"));
        await _docker.OkAsync("cp", _name + ":/ro/f", Host("back"));
        Assert.Contains("mounted volume is marked read-only", (await _docker.RunAsync("cp", Host("f"), _name + ":/ro/g")).Failed(), StringComparison.Ordinal);
        Assert.Contains("container rootfs is marked read-only", (await _docker.RunAsync("cp", Host("f"), _name + ":/g")).Failed(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_mounted_is_not_replaced()
    {
        await MakeAsync(running: true);
        using var content = new ByteArrayContent(Tar("hosts", "mine"));
        using var answer = await engine.Http.PutAsync(Url("/etc"), content, TestContext.Current.CancellationToken);
        Assert.Contains(
            "unlinkat /etc/hosts: device or resource busy", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_copyUIDGID_files_belong_to_the_containers_user()
    {
        await _docker.OkAsync("run", "-d", "--name", _name, "--network", "none", "-u", "1000:1001", "busybox", "sleep", "1000");
        await PutAsync("/tmp&copyUIDGID=1", Tar("mine", ""));
        await PutAsync("/tmp", Tar("theirs", ""));
        Assert.Equal("1000:1001\n0:0", await _docker.OkAsync("exec", _name, "stat", "-c", "%u:%g", "/tmp/mine", "/tmp/theirs"));
    }

    [Theory]
    [InlineData("HEAD", "/none", HttpStatusCode.NotFound, "")]
    [InlineData("GET", "/none", HttpStatusCode.NotFound, "Could not find the file /none in container {0}")]
    [InlineData("GET", "/etc/passwd/x", HttpStatusCode.InternalServerError, "lstat /etc/passwd/x: not a directory")]
    [InlineData("GET", "/dev/null", HttpStatusCode.NotFound, "Could not find the file /dev/null in container {0}")]
    [InlineData("GET", "", HttpStatusCode.BadRequest, "bad parameter: pathcannot be empty")]
    [InlineData("PUT", "/none", HttpStatusCode.NotFound, "Could not find the file /none in container {0}")]
    [InlineData("PUT", "/etc/passwd", HttpStatusCode.BadRequest, "extraction point is not a directory")]
    [InlineData("PUT", "/tmp", HttpStatusCode.InternalServerError, "archive/tar: invalid tar header")]
    public async Task Errors_are_dockerds(string method, string path, HttpStatusCode status, string message)
    {
        await MakeAsync(running: true);
        using var request = new HttpRequestMessage(new HttpMethod(method), Url(path));
        if (method == "PUT")
            request.Content = new ByteArrayContent(RandomBytes(4096));
        using var answer = await engine.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains(message.Replace("{0}", _name, StringComparison.Ordinal), body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd", "\"name\":\"passwd\",\"size\":", "\"mode\":420,", "\"linkTarget\":\"\"}")]
    [InlineData("/etc/", "\"name\":\"etc\"", "\"mode\":2147484141,", "Z\"")]
    [InlineData("/bin/.", "\"name\":\".\"", "\"mode\":2147484141,", "Z\"")]
    [InlineData("/", "\"name\":\"/\"", "\"mode\":2147484141,", "Z\"")]
    public async Task A_path_is_described_in_the_header(string path, params string[] parts)
    {
        await MakeAsync(running: false);
        using var request = new HttpRequestMessage(HttpMethod.Head, Url(path));
        using var answer = await engine.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, null), (answer.StatusCode, answer.Content.Headers.ContentType));
        var stat = Encoding.UTF8.GetString(Convert.FromBase64String(Assert.Single(answer.Headers.GetValues("X-Docker-Container-Path-Stat"))));
        Assert.All(parts, part => Assert.Contains(part, stat, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_leaves_nothing_mounted()
    {
        await MakeAsync(running: false);
        await File.WriteAllBytesAsync(Host("big"), RandomBytes(8 << 20), TestContext.Current.CancellationToken);
        await _docker.OkAsync("cp", Host("big"), _name + ":/big");
        for (var round = 0; round < 3; round++)
        {
            using (var socket = await engine.ConnectAsync(TestContext.Current.CancellationToken))
            {
                await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /containers/{_name}/archive?path=/big HTTP/1.1\r\nHost: d\r\n\r\n"), TestContext.Current.CancellationToken);
                await socket.ReceiveAsync(new byte[1000], TestContext.Current.CancellationToken);
            }

            using (var socket = await engine.ConnectAsync(TestContext.Current.CancellationToken))
            {
                var head = $"PUT /containers/{_name}/archive?path=/ HTTP/1.1\r\nHost: d\r\nContent-Type: application/x-tar\r\nContent-Length: 1000000\r\n\r\n";
                await socket.SendAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
                await socket.SendAsync(Tar("half", new string('h', 100_000)).AsMemory(0, 50_000), TestContext.Current.CancellationToken);
            }
        }

        // The overlay can be mounted again, by a start, and no descriptor of a removed tree stays open.
        await _docker.OkAsync("start", _name);
        await _docker.OkAsync("rm", "-f", _name);
        await Eventually.BecomesTrueAsync(() => Directory.GetFiles($"/proc/{engine.Pid}/fd").All(fd => new FileInfo(fd).LinkTarget is not "/"));
        Assert.DoesNotContain(MountTable.Under(engine.ExecRoot), point => point.Contains("/rootfs-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_that_swaps_links_all_the_time_gets_nothing_written_outside()
    {
        Directory.CreateDirectory(Host("outside"));
        await _docker.OkAsync(
            "run", "-d", "--name", _name, "--network", "none", "busybox", "sh", "-c",
            $"mkdir /d; while true; do mv /d /e; ln -s {Host("outside")} /d; rm /d; mv /e /d; done");
        var body = Tar("a/b/c", "text");
        for (var round = 0; round < 60; round++)
        {
            using var content = new ByteArrayContent(body);
            using var answer = await engine.Http.PutAsync(Url("/d"), content, TestContext.Current.CancellationToken);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.InternalServerError });
        }

        Assert.Empty(_host.GetDirectories("outside")[0].EnumerateFileSystemInfos());
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Tar(string name, string text)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
        return stream.ToArray();
    }

    private string Host(string name) => Path.Join(_host.FullName, name);

    private Task<byte[]> BytesAsync(string name) => File.ReadAllBytesAsync(Host(name), TestContext.Current.CancellationToken);

    private Uri Url(string path) => new($"/containers/{_name}/archive?path={path}", UriKind.Relative);

    private Task<string> MakeAsync(bool running) =>
        _docker.OkAsync(running ? "run" : "create", running ? "-d" : "-i", "--name", _name, "--network", "none", "busybox", "sleep", "1000");

    private async Task PutAsync(string path, byte[] tar)
    {
        using var content = new ByteArrayContent(tar) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-tar") } };
        using var answer = await engine.Http.PutAsync(Url(path), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
