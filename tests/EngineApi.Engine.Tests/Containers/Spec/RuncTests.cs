using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Wire.Containers;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Spec;

/// <summary>What the runtime makes of our specs: each test looks from inside of a container.</summary>
public sealed class RuncTests : IDisposable
{
    private readonly RuncBundle _bundle = new();

    public void Dispose() => _bundle.Dispose();

    private async Task<string> RunAsync(
        string script, Action<HostConfig>? host = null, Action<ContainerConfig>? config = null, params ResolvedMount[] mounts)
    {
        var input = Given.Input(host, changed =>
        {
            changed.Cmd = ["/bin/busybox", "sh", "-c", script.ReplaceLineEndings("\n")];
            config?.Invoke(changed);
        }) with
        {
            Id = "c", Host = HostProbe.Read(), Users = RuncBundle.Users, CgroupParent = _bundle.CgroupParent, Mounts = mounts,
        };
        var (output, exitCode) = await _bundle.RunAsync(ContainerSpecBuilder.Build(input));
        Assert.True(exitCode == 0, $"exit code {exitCode}: {output}");
        return output.TrimEnd();
    }

    [Fact]
    public async Task A_default_container_holds_what_Docker_gives()
    {
        var output = await RunAsync("""
            B=/bin/busybox
            $B grep -E 'CapBnd|CapEff|CapInh|NoNewPrivs|Seccomp:' /proc/self/status
            echo host=$($B hostname) env=$HOSTNAME home=$HOME
            $B wc -c < /proc/interrupts
            echo x 2>/dev/null > /proc/sysrq-trigger || echo sysrq=refused
            $B unshare -m $B true 2>/dev/null || echo unshare=refused
            $B grep -c ' /dev/shm ' /proc/mounts
            $B cat /proc/sys/net/ipv4/ip_unprivileged_port_start
            $B grep ' /sys ' /proc/mounts | $B cut -d' ' -f4 | $B cut -d, -f1
            """);
        Assert.Equal(
            """
            CapInh:	0000000000000000
            CapEff:	00000000a80425fb
            CapBnd:	00000000a80425fb
            NoNewPrivs:	0
            Seccomp:	2
            host=abc env=abc home=/root
            0
            sysrq=refused
            unshare=refused
            1
            0
            ro
            """.ReplaceLineEndings("\n"),
            output);
    }

    [Fact]
    public async Task A_user_of_the_image_has_its_groups_and_no_effective_capabilities() => Assert.Equal(
        "uid=33(web) gid=34(web) groups=7,34(web),44(media)\nCapEff:\t0000000000000000",
        await RunAsync("/bin/busybox id; /bin/busybox grep CapEff /proc/self/status", host => host.GroupAdd = ["7"], config => config.User = "web"));

    [Fact]
    public async Task Limits_reach_the_kernel() => Assert.Equal(
        "64 128 512 67108864 50000 70 300",
        await RunAsync(
            """
            B=/bin/busybox
            own() { $B sed -n "s/^[0-9]*:$1://p" /proc/self/cgroup; }
            echo $(ulimit -Sn) $(ulimit -Hn) $($B cat /cg/cpu/$(own cpu)/cpu.shares) $($B cat /cg/memory/$(own memory)/memory.limit_in_bytes) \
                $($B cat /cg/cpu/$(own cpu)/cpu.cfs_quota_us) $($B cat /cg/pids/$(own pids)/pids.max) $($B cat /proc/self/oom_score_adj)
            """,
            host =>
            {
                Assert.SkipUnless(Directory.Exists("/sys/fs/cgroup/memory"), "needs cgroup v1: the files are read there");
                host.Ulimits = [new Ulimit { Name = "nofile", Soft = 64, Hard = 128 }];
                (host.CpuShares, host.Memory, host.NanoCpus, host.PidsLimit, host.OomScoreAdj) = (512, 64 << 20, 500_000_000, 70, 300);
            },
            null,
            new ResolvedMount { Type = "bind", Source = "/sys/fs/cgroup", Destination = "/cg", ReadOnly = true }));

    [Fact]
    public async Task Mounts_are_as_asked()
    {
        var source = _bundle.HostDirectory("source");
        await File.WriteAllTextAsync(Path.Combine(source, "file"), "content", TestContext.Current.CancellationToken);
        Assert.Equal(
            "content\nbind=refused\nroot=refused\ntmpfs noexec 1024",
            await RunAsync(
                """
                B=/bin/busybox
                $B cat /data/file; echo
                $B touch /data/new 2>/dev/null || echo bind=refused
                $B touch /new 2>/dev/null || echo root=refused
                echo > /tmp/new && $B grep ' /tmp ' /proc/mounts | $B sed -n 's/^\(tmpfs\) .*\(noexec\).*size=\([0-9]*\)k.*/\1 \2 \3/p'
                """,
                host => host.ReadonlyRootfs = true,
                null,
                new ResolvedMount { Type = "bind", Source = source, Destination = "/data", ReadOnly = true },
                new TmpfsRequest { Destination = "/tmp", Options = ["noexec", "nosuid", "nodev", "rprivate", "size=1m"] }.Resolved));
    }

    [Fact]
    public async Task A_privileged_container_has_what_the_daemon_has_and_sees_the_hosts_devices() => Assert.Equal(
        await CapBndAsync() + "\nSeccomp:\t0\nrw",
        await RunAsync(
            """
            B=/bin/busybox
            $B grep -E 'CapBnd|Seccomp:' /proc/self/status
            $B grep ' /sys ' /proc/mounts | $B cut -d' ' -f4 | $B cut -d, -f1
            """,
            host => host.Privileged = true));

    [Fact]
    public async Task Namespaces_of_the_host_are_the_hosts() => Assert.Equal(
        string.Join('\n', ((string[])["net", "ipc", "uts"]).Select(kind => new FileInfo($"/proc/self/ns/{kind}").LinkTarget)),
        await RunAsync(
            "for kind in net ipc uts; do /bin/busybox readlink /proc/self/ns/$kind; done",
            host => (host.NetworkMode, host.IpcMode, host.UTSMode) = ("host", "host", "host")));

    [Fact]
    public async Task No_new_privileges_a_seccomp_profile_and_capabilities_of_ones_own() => Assert.Equal(
        "CapBnd:\t0000000000000020\nNoNewPrivs:\t1\nmkdir=refused",
        await RunAsync(
            """
            /bin/busybox grep -E 'CapBnd|NoNewPrivs' /proc/self/status
            /bin/busybox mkdir /tmp/x 2>/dev/null || echo mkdir=refused
            """,
            host =>
            {
                host.SecurityOpt =
                [
                    "no-new-privileges",
                    """seccomp={"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}""",
                ];
                (host.CapAdd, host.CapDrop) = (["KILL"], ["ALL"]);
            }));

    [Fact]
    public async Task A_device_can_be_used_under_another_name() => Assert.Equal(
        "4", await RunAsync("/bin/busybox head -c 4 /dev/other | /bin/busybox wc -c",
            host => host.Devices = [new DeviceMapping { PathOnHost = "/dev/zero", PathInContainer = "/dev/other", CgroupPermissions = "r" }]));

    [Fact]
    public async Task An_init_is_the_first_process()
    {
        Assert.SkipWhen(HostProbe.Read().InitPath is null, "needs docker-init or tini");
        Assert.Equal("docker-init", await RunAsync("/bin/busybox cat /proc/1/comm", host => host.Init = true));
    }

    [Fact]
    public async Task The_domain_and_sysctls_are_set() => Assert.Equal(
        "example.org 77", await RunAsync("echo $(/bin/busybox cat /proc/sys/kernel/domainname /proc/sys/net/core/somaxconn)",
            host => host.Sysctls = new() { ["net.core.somaxconn"] = "77" }, config => config.Domainname = "example.org"));

    private static async Task<string> CapBndAsync() =>
        (await File.ReadAllLinesAsync("/proc/self/status", TestContext.Current.CancellationToken)).Single(line => line.StartsWith("CapBnd:", StringComparison.Ordinal));
}
