using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary>Namespaces of <c>docker run</c>: its own, the host's, or another container's.</summary>
public class RunNamespacesTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Theory]
    [InlineData("--network", "net")]
    [InlineData("--pid", "pid")]
    [InlineData("--ipc", "ipc")]
    [InlineData("--uts", "uts")]
    public async Task The_hosts(string option, string kind)
        => Assert.Equal(File.ResolveLinkTarget($"/proc/self/ns/{kind}", false)!.Name, await NamespaceAsync(kind, option, "host"));

    [Theory]
    [InlineData("net")]
    [InlineData("pid")]
    [InlineData("ipc")]
    [InlineData("uts")]
    [InlineData("mnt")]
    public async Task Its_own_by_default(string kind)
        => Assert.NotEqual(File.ResolveLinkTarget($"/proc/self/ns/{kind}", false)!.Name, await NamespaceAsync(kind));

    [Theory]
    [InlineData("--network", "net")]
    [InlineData("--pid", "pid")]
    [InlineData("--ipc", "ipc")]
    public async Task Another_containers(string option, string kind)
    {
        var other = await _docker.OkAsync("run", "-d", "--ipc", "shareable", "--network", "none", BusyboxImage.Name, "sleep", "1000");
        var theirs = await _docker.OkAsync("exec", other, "readlink", "/proc/self/ns/" + kind);
        Assert.Equal(theirs, await NamespaceAsync(kind, option, "container:" + other));
        await _docker.OkAsync("rm", "-f", other);
    }

    [Fact]
    public async Task Another_container_must_be_there_and_run()
    {
        var name = Unique.Name();
        await _docker.OkAsync("create", "--name", name, BusyboxImage.Name);
        var stopped = await _docker.RunAsync("run", "--rm", "--pid", "container:" + name, BusyboxImage.Name, "true");
        Assert.Contains("of a non running container", stopped.Failed(125));
        var missing = await _docker.RunAsync("run", "--rm", "--network", "container:nosuchcontainer", BusyboxImage.Name, "true");
        Assert.Contains("No such container: nosuchcontainer", missing.Failed(125));
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task Without_a_network_there_is_only_loopback()
        => Assert.Equal("lo", await RunAsync("--network", "none", "--", "ls", "/sys/class/net"));

    [Fact]
    public async Task Hosts_and_resolver_files()
    {
        var files = await RunAsync(
            "--network", "none", "--hostname", "web", "--add-host", "db:10.1.2.3", "--dns", "192.0.2.7", "--dns-search", "example.com", "--", "cat", "/etc/hosts", "/etc/resolv.conf");
        var lines = files.Split('\n').Select(line => line.Trim()).ToList();
        Assert.Contains("10.1.2.3\tdb", lines);
        Assert.Contains("nameserver 192.0.2.7", lines);
        Assert.Contains("search example.com", lines);
        Assert.Contains(lines, line => line.StartsWith("127.0.0.1\tlocalhost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_hostname_is_the_short_id()
    {
        var name = Unique.Name();
        var hostname = await _docker.OkAsync("run", "--name", name, BusyboxImage.Name, "hostname");
        Assert.Equal((await _docker.InspectAsync(name, "{{.Id}}"))[..12], hostname);
        await _docker.OkAsync("rm", name);
    }

    private Task<string> NamespaceAsync(string kind, params string[] options) => RunAsync([.. options, "--", "readlink", "/proc/self/ns/" + kind]);

    private Task<string> RunAsync(params string[] words)
    {
        var border = Array.IndexOf(words, "--");
        return _docker.OkAsync(["run", "--rm", .. words[..border], BusyboxImage.Name, .. words[(border + 1)..]]);
    }
}
