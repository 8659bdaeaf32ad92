using EngineApi.Linux.Cgroups;

namespace EngineApi.Testing;

/// <summary>A host's <c>/proc</c> and cgroup files in a temporary directory, for what reads them.</summary>
public sealed class FakeHost : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("eh-").FullName;

    public string Proc => Path.Combine(_root, "proc");

    /// <summary>Mounts of version 1 controllers, each at its own name.</summary>
    public CgroupMounts Version1 => CgroupMounts.Parse(string.Concat(new[] { "memory", "cpu,cpuacct", "pids", "blkio" }.Select(
        (controllers, at) => $"{30 + at} 25 0:{26 + at} / {_root}/cgroup/{controllers} rw - cgroup cgroup rw,{controllers}\n")));

    /// <summary>The one mount of version 2.</summary>
    public CgroupMounts Version2 => CgroupMounts.Parse($"30 25 0:26 / {_root}/cgroup rw - cgroup2 cgroup2 rw\n");

    /// <summary>Writes a file below <c>proc/</c> or <c>cgroup/</c>.</summary>
    public FakeHost With(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    /// <summary>Puts a process into a cgroup of that path in every version 1 hierarchy.</summary>
    public FakeHost WithVersion1Process(int pid, string path) =>
        With($"proc/{pid}/cgroup", $"9:name=systemd:/\n8:pids:{path}\n7:blkio:{path}\n4:memory:{path}\n1:cpu,cpuacct:{path}\n0::/\n");

    public FakeHost WithVersion2Process(int pid, string path) => With($"proc/{pid}/cgroup", $"0::{path}\n");

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
