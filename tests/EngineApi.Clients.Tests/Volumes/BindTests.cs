using EngineApi.Linux.Mounts;
using Xunit;

namespace EngineApi.Clients.Tests.Volumes;

/// <summary>Binds of the host's paths: what is let through, and what is refused.</summary>
public sealed class BindTests(EngineProcess engine) : IDisposable
{
    private readonly DockerCli _docker = new(engine);
    private readonly string _root = Directory.CreateTempSubdirectory("ea-").FullName;

    public void Dispose()
    {
        foreach (var directory in Directory.EnumerateDirectories(_root))
            MountCalls.DetachAll(directory);
        Directory.Delete(_root, recursive: true);
    }

    private string Mounted(string name, string propagation)
    {
        var path = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        MountCalls.Mount(new MountSpec("tmpfs", "tmpfs", ["mode=755", propagation]), path);
        return path;
    }

    [Fact]
    public async Task A_mount_that_lets_nothing_through_is_not_shared()
    {
        var place = Mounted("private", "private");
        foreach (var (propagation, what) in new[] { ("rshared", "shared"), ("shared", "shared"), ("rslave", "shared or slave"), ("slave", "shared or slave") })
        {
            var refused = await _docker.RunAsync("run", "--rm", "--network", "none", "-v", $"{place}:/x:{propagation}", "busybox", "true");
            Assert.Contains($"path {place} is mounted on {place} but it is not a {what} mount", refused.Error, StringComparison.Ordinal);
            Assert.Equal(125, refused.ExitCode);
        }
    }

    [Fact]
    public async Task A_shared_mount_lets_through_what_is_mounted_later()
    {
        var place = Mounted("shared", "shared");
        Directory.CreateDirectory(Path.Combine(place, "sub"));
        var id = await _docker.OkAsync(
            "run", "-d", "--network", "none", "--privileged", "-v", place + ":/slave:rslave", "-v", place + ":/shared:rshared", "-v", place + ":/private",
            "busybox", "sleep", "1000");
        MountCalls.Mount(new MountSpec("tmpfs", "tmpfs", ["mode=755"]), Path.Combine(place, "sub"));
        Assert.Equal("/shared/sub\n/slave/sub", await _docker.OkAsync("exec", id, "sh", "-c", "grep '/sub ' /proc/mounts | cut -d' ' -f2 | sort"));
        await _docker.OkAsync("exec", id, "mkdir", "/shared/other");
        await _docker.OkAsync("exec", id, "mount", "-t", "tmpfs", "tmpfs", "/shared/other");
        Assert.Contains(MountEntry.ReadAll(), mount => mount.MountPoint == place + "/other");
        await _docker.OkAsync("rm", "-f", id);
        MountCalls.DetachAll(Path.Combine(place, "other"));
        MountCalls.DetachAll(Path.Combine(place, "sub"));
    }

    [Fact]
    public async Task The_engines_own_files_are_never_held()
    {
        var id = await _docker.OkAsync("create", "--network", "none", "-v", "/:/host:ro", "busybox", "test", "-d", "/host/etc");
        Assert.Equal("rslave", await _docker.InspectAsync(id, "{{range .Mounts}}{{.Propagation}}{{end}}"));
        await _docker.OkAsync("start", "-a", id);
        await _docker.OkAsync("rm", id);
        var refused = await _docker.RunAsync("create", "-v", engine.DataRoot + ":/x:private", "busybox");
        Assert.Contains("must use either propagation mode \"rslave\" or \"rshared\" when mount source is within the daemon root", refused.Error, StringComparison.Ordinal);
    }
}
