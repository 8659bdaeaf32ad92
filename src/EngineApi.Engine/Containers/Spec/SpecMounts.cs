using System.Globalization;
using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Oci;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>The mounts of a container, parents first.</summary>
internal static class SpecMounts
{
    // What a read-only root leaves writable: file systems of the container's own.
    private static readonly string[] StayWritable = ["/proc", "/dev", "/dev/pts", "/dev/shm", "/dev/mqueue"];

    public static IReadOnlyList<OciMount> For(SpecInput input, SecurityOptions security)
    {
        var asked = input.Mounts.Select(mount => mount.Destination).ToHashSet(StringComparer.Ordinal);
        var own = Defaults(input, security)
            .Concat(Files(input))
            .Where(mount => !asked.Contains(mount.Destination))
            .Where(mount => !(asked.Contains("/dev") && mount.Destination.StartsWith("/dev/", StringComparison.Ordinal)))
            .Select(mount => input.HostConfig.ReadonlyRootfs && !StayWritable.Contains(mount.Destination) ? ReadOnly(mount) : mount);
        var mounts = own.Concat(input.Mounts.Select(mount => User(mount, input.Host)))
            .OrderBy(mount => ContainerPath.Depth(mount.Destination))
            .ToList();
        if (SpecProcess.HasInit(input))
            mounts.Add(new OciMount { Destination = InitBinary.Destination, Type = "bind", Source = input.Host.InitPath, Options = ["bind", "ro"] });
        return mounts;
    }

    /// <summary>The root's propagation must let through what a shared or slave bind asks for; null leaves the runtime's default.</summary>
    public static string? RootPropagation(IReadOnlyList<ResolvedMount> mounts)
    {
        if (mounts.Any(mount => mount.Propagation is "shared" or "rshared"))
            return "shared";
        return mounts.Any(mount => mount.Propagation is "slave" or "rslave") ? "rslave" : null;
    }

    private static IEnumerable<OciMount> Defaults(SpecInput input, SecurityOptions security)
    {
        var hostConfig = input.HostConfig;
        var access = hostConfig.Privileged ? "rw" : "ro";
        var cgroups = hostConfig.Privileged || security.WritableCgroups ? "rw" : "ro";
        yield return Mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev");
        yield return Mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
        yield return Mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5");
        yield return Mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", access);
        yield return Mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", cgroups);
        yield return Mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev");
        if (NamespaceMode.IsNone(hostConfig.IpcMode))
            yield break;
        var shm = NamespaceMode.IsHost(hostConfig.IpcMode) ? input.ShmPath ?? "/dev/shm" : input.ShmPath;
        yield return shm is null
            ? Mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777",
                "size=" + hostConfig.ShmSize.ToString(CultureInfo.InvariantCulture))
            : Mount("/dev/shm", "bind", shm, "rbind", "rprivate");
    }

    private static IEnumerable<OciMount> Files(SpecInput input) => input.Files is not { } files
        ? []
        :
        [
            Mount("/etc/resolv.conf", "bind", files.ResolvConf, "rbind", "rprivate"),
            Mount("/etc/hostname", "bind", files.Hostname, "rbind", "rprivate"),
            Mount("/etc/hosts", "bind", files.Hosts, "rbind", "rprivate"),
        ];

    private static OciMount User(ResolvedMount mount, HostFacts host)
    {
        if (mount.Type == "tmpfs")
            return new OciMount { Destination = mount.Destination, Type = "tmpfs", Source = "tmpfs", Options = mount.TmpfsOptions };
        if (mount is { ReadOnlyDepth: ReadOnlyDepth.Recursive } && !host.RecursiveReadOnly)
            throw EngineException.InvalidParameter("failed to set up recursive read-only mount: the kernel does not support it (needs 5.12)");
        var options = new List<string> { mount.NonRecursive ? "bind" : "rbind" };
        if (mount.ReadOnly)
            options.Add("ro");
        if (mount.ReadOnly && mount.ReadOnlyDepth != ReadOnlyDepth.NonRecursive && host.RecursiveReadOnly)
            options.Add("rro");
        options.Add(mount.Propagation.Length == 0 ? "rprivate" : mount.Propagation);
        return new OciMount { Destination = mount.Destination, Type = "bind", Source = mount.Source, Options = options };
    }

    private static OciMount Mount(string destination, string type, string source, params string[] options) =>
        new() { Destination = destination, Type = type, Source = source, Options = options };

    private static OciMount ReadOnly(OciMount mount) =>
        mount.Options!.Contains("ro") ? mount : mount with { Options = [.. mount.Options!.Where(option => option != "rw"), "ro"] };
}
