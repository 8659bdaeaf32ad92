using Xunit;

namespace EngineApi.Clients.Tests.Containers;

/// <summary>The options of <c>docker run</c> that change the process and its file system, as the process sees them.</summary>
public class RunOptionsTests(EngineProcess engine)
{
    private readonly DockerCli _docker = new(engine);

    [Theory]
    [InlineData("nobody", "uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)")]
    [InlineData("1234:5678", "uid=1234 gid=5678 groups=5678")]
    [InlineData("nobody:root", "uid=65534(nobody) gid=0(root) groups=0(root)")]
    public async Task User(string user, string id) => Assert.Equal(id, await RunAsync("-u", user, "--", "id"));

    [Fact]
    public async Task An_unknown_user_is_refused()
    {
        var run = await _docker.RunAsync("run", "--rm", "-u", "nosuch", BusyboxImage.Name, "id");
        Assert.Contains("unable to find user nosuch: no matching entries in passwd file", run.Failed(125));
    }

    [Fact]
    public async Task Additional_groups() => Assert.Contains("4242", await RunAsync("--group-add", "4242", "--", "id", "-G"));

    [Fact]
    public async Task A_working_directory_is_made_when_missing() => Assert.Equal("/not/there", await RunAsync("-w", "/not/there", "--", "pwd"));

    [Fact]
    public async Task Environment_and_hostname()
    {
        var environment = await RunAsync("-e", "ONE=1", "-e", "TWO=a b=c", "--hostname", "web", "--", "sh", "-c", "env; hostname; cat /etc/hostname");
        var lines = environment.Split('\n');
        Assert.Contains("ONE=1", lines);
        Assert.Contains("TWO=a b=c", lines);
        Assert.Contains("HOSTNAME=web", lines);
        Assert.Contains("HOME=/root", lines);
        Assert.Contains("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", lines);
        Assert.Equal(["web", "web"], lines[^2..]);
    }

    [Fact]
    public async Task Entrypoint() => Assert.Equal("-x y", await RunAsync("--entrypoint", "echo", "--", "-x", "y"));

    [Fact]
    public async Task Init_is_the_first_process_and_reaps()
    {
        var output = await RunAsync("--init", "--", "sh", "-c", "cat /proc/1/cmdline | tr '\\0' ' '; echo; echo $$");
        Assert.StartsWith("/sbin/docker-init -- sh -c", output);
        Assert.NotEqual("1", output.Split('\n')[^1]);
    }

    [Fact]
    public async Task A_read_only_root_can_have_writable_places()
    {
        var output = await RunAsync(
            "--read-only", "--tmpfs", "/scratch:size=1m,mode=0700", "--", "sh", "-c", "touch /x 2>&1; touch /scratch/y && ls /scratch; stat -c %a /scratch; df -k /scratch | tail -n 1");
        Assert.Contains("Read-only file system", output);
        Assert.Contains("\ny\n700\n", output);
        Assert.Contains(" 1024 ", output);
    }

    [Fact]
    public async Task Bind_mounts_are_writable_or_not()
    {
        var directory = Directory.CreateDirectory(Path.Combine(engine.Root, Unique.Name())).FullName;
        var output = await RunAsync(
            "-v", directory + ":/rw", "-v", directory + ":/ro:ro", "--", "sh", "-c", "echo content > /rw/file; cat /ro/file; touch /ro/other 2>&1; true");
        Assert.StartsWith("content\n", output);
        Assert.Contains("Read-only file system", output);
        Assert.Equal("content\n", await File.ReadAllTextAsync(Path.Combine(directory, "file")));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_missing_bind_source_is_made_with_v_and_refused_with_mount()
    {
        var source = Path.Combine(engine.Root, Unique.Name());
        var refused = await _docker.RunAsync("run", "--rm", "--mount", $"type=bind,src={source},dst=/m", BusyboxImage.Name, "true");
        Assert.Contains($"invalid mount config for type \"bind\": bind source path does not exist: {source}", refused.Failed(125));
        await RunAsync("-v", source + ":/m", "--", "true");
        Assert.True(Directory.Exists(source));
        Directory.Delete(source);
    }

    [Fact]
    public async Task Devices()
    {
        Assert.Equal("no", await RunAsync("--", "sh", "-c", "test -e /dev/fuse && echo yes || echo no"));
        Assert.Equal("1:5", await RunAsync("--device", "/dev/zero:/dev/nought", "--", "stat", "-c", "%t:%T", "/dev/nought"));
    }

    [Fact]
    public async Task Privileged_has_every_capability_of_the_engine_and_the_hosts_devices()
    {
        var own = await CapabilitiesAsync("--cap-add", "NET_ADMIN");
        var plain = await CapabilitiesAsync();
        var none = await CapabilitiesAsync("--cap-drop", "ALL");
        var privileged = await CapabilitiesAsync("--privileged");
        Assert.Equal(0x00000000a80425fbUL, plain);
        Assert.Equal(plain | (1UL << 12), own);
        Assert.Equal(0UL, none);
        var engines = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapBnd:", StringComparison.Ordinal));
        Assert.Equal(Convert.ToUInt64(engines.Split('\t')[1], 16), privileged);
    }

    [Fact]
    public async Task Security_options()
    {
        Assert.Equal("2", await StatusAsync("Seccomp"));
        Assert.Equal("0", await StatusAsync("Seccomp", "--security-opt", "seccomp=unconfined"));
        Assert.Equal("0", await StatusAsync("NoNewPrivs"));
        Assert.Equal("1", await StatusAsync("NoNewPrivs", "--security-opt", "no-new-privileges"));
    }

    [Fact]
    public async Task Ulimits() => Assert.Equal("100\n200", await RunAsync("--ulimit", "nofile=100:200", "--", "sh", "-c", "ulimit -Sn; ulimit -Hn"));

    [Fact]
    public async Task Sysctls() => Assert.Equal("7", await RunAsync("--sysctl", "kernel.msgmni=7", "--", "cat", "/proc/sys/kernel/msgmni"));

    [Fact]
    public async Task Shared_memory_has_its_size()
    {
        Assert.Contains(" 65536 ", await RunAsync("--", "sh", "-c", "df -k /dev/shm | tail -n 1"));
        Assert.Contains(" 8192 ", await RunAsync("--shm-size", "8m", "--", "sh", "-c", "df -k /dev/shm | tail -n 1"));
    }

    [Fact]
    public async Task The_stop_signal_is_the_one_asked_for()
    {
        var id = await _docker.OkAsync("run", "-d", "--stop-signal", "USR1", BusyboxImage.Name, "sh", "-c", "trap 'echo got-usr1; exit 6' USR1; echo ready; while :; do sleep 0.1; done");
        await using (var logs = _docker.Begin("logs", "-f", id))
            await logs.ShowsAsync("ready");
        await _docker.OkAsync("stop", id);
        Assert.Equal("exited 6", await _docker.InspectAsync(id, "{{.State.Status}} {{.State.ExitCode}}"));
        Assert.Equal("ready\ngot-usr1", await _docker.OkAsync("logs", id));
        await _docker.OkAsync("rm", id);
    }

    [Fact]
    public async Task Without_a_log_driver_the_output_comes_but_is_not_kept()
    {
        var name = Unique.Name();
        Assert.Equal("seen", await _docker.OkAsync("run", "--name", name, "--log-driver", "none", BusyboxImage.Name, "echo", "seen"));
        Assert.Contains("configured logging driver does not support reading", (await _docker.RunAsync("logs", name)).Failed());
        await _docker.OkAsync("rm", name);
    }

    [Fact]
    public async Task A_log_is_rotated_as_told()
    {
        var id = await _docker.OkAsync("run", "-d", "--log-opt", "max-size=10k", "--log-opt", "max-file=3", BusyboxImage.Name, "seq", "1", "2000");
        await _docker.OkAsync("wait", id);
        var directory = Path.GetDirectoryName(await _docker.InspectAsync(id, "{{.LogPath}}"))!;
        Assert.Equal(
            new[] { $"{id}-json.log", $"{id}-json.log.1", $"{id}-json.log.2" },
            Directory.EnumerateFiles(directory, $"{id}-json.log*").Select(Path.GetFileName).Where(name => !name!.Contains("spool", StringComparison.Ordinal)).Order());
        var kept = (await _docker.OkAsync("logs", id)).Split('\n');
        Assert.Equal("2000", kept[^1]);
        Assert.Equal(Enumerable.Range(2001 - kept.Length, kept.Length).Select(number => $"{number}"), kept);
        Assert.InRange(kept.Length, 200, 600);
        await _docker.OkAsync("rm", id);
    }

    /// <summary>Options, <c>--</c>, command.</summary>
    private Task<string> RunAsync(params string[] words)
    {
        var border = Array.IndexOf(words, "--");
        return _docker.OkAsync(["run", "--rm", .. words[..border], BusyboxImage.Name, .. words[(border + 1)..]]);
    }

    private async Task<ulong> CapabilitiesAsync(params string[] options) => Convert.ToUInt64(await StatusAsync("CapBnd", options), 16);

    private async Task<string> StatusAsync(string field, params string[] options)
    {
        var line = await RunAsync([.. options, "--", "grep", $"^{field}:", "/proc/self/status"]);
        return line.Split('\t')[1];
    }
}
