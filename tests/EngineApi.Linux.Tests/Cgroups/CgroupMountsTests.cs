using EngineApi.Linux.Cgroups;
using EngineApi.Linux.Mounts;
using Xunit;

namespace EngineApi.Linux.Tests.Cgroups;

public sealed class CgroupMountsTests
{
    private const string Root = "22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n";
    private const string Memory = "30 25 0:26 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory\n";
    private const string Cpu = "31 25 0:27 /docker/abc /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n";
    private const string Named = "32 25 0:28 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd\n";
    private const string Second = "33 25 0:29 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";

    [Theory]
    [InlineData(Root, CgroupMode.None, 1)]
    [InlineData(Root + Memory + Cpu, CgroupMode.V1, 1)]
    [InlineData(Root + Memory + Named + Second, CgroupMode.Hybrid, 1)]
    [InlineData(Root + Second, CgroupMode.V2, 2)]
    public void Mode_is_told_by_the_mounts(string mountInfo, CgroupMode mode, int version)
    {
        var mounts = CgroupMounts.Parse(mountInfo);
        Assert.Equal((mode, version), (mounts.Mode, mounts.Version));
    }

    [Fact]
    public void Controllers_have_their_mount_points()
    {
        var mounts = CgroupMounts.Parse(Memory + Cpu + Named);
        Assert.Equal("/sys/fs/cgroup/cpu,cpuacct", mounts.MountPointOf("cpuacct"));
        Assert.Equal("/sys/fs/cgroup/systemd", mounts.MountPointOf("name=systemd"));
        Assert.Null(mounts.MountPointOf("pids"));
        Assert.Equal("/sys/fs/cgroup/memory/a/b", mounts.DirectoryOf("memory", "/a/b"));
        Assert.Equal("/sys/fs/cgroup/cpu,cpuacct/x", mounts.DirectoryOf("cpu", "/docker/abc/x"));
    }

    [Fact]
    public void Mountinfo_is_unescaped()
    {
        var entry = MountEntry.Parse(@"36 35 98:0 /mnt1 /mnt\040two\134 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue");
        Assert.Equal(@"/mnt two\", entry.MountPoint);
        Assert.Equal(["master:1", "shared:2"], entry.Propagation);
        Assert.Equal(["rw", "noatime"], entry.Options);
        Assert.Throws<FormatException>(() => MountEntry.Parse("36 35 98:0"));
    }
}
