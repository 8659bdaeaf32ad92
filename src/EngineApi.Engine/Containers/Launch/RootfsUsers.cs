using System.Text;
using EngineApi.Containerd.Snapshots;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Linux;
using EngineApi.Linux.Mounts;

namespace EngineApi.Engine.Containers.Launch;

/// <summary>Reads the users and groups of a root file system. Names in User and GroupAdd mean these, never the host's.</summary>
internal static class RootfsUsers
{
    /// <summary>Directories of hundreds of thousands of users fit.</summary>
    private const int MostBytes = 32 << 20;

    /// <summary>Of a container that does not run: its snapshot is mounted for a moment, for us alone.</summary>
    /// <param name="workDirectory">Where the momentary mount point is made.</param>
    public static UserDatabase OfSnapshot(IReadOnlyList<SnapshotMount> rootfs, string workDirectory)
    {
        using var root = RootfsMount.Open(
            [.. rootfs.Select(mount => new MountSpec(mount.Type, mount.Source, mount.Options))], workDirectory, readOnly: true);
        return Read(root);
    }

    /// <summary>Of a container that runs.</summary>
    /// <param name="pid">Its first process, on the host.</param>
    public static UserDatabase OfProcess(int pid)
    {
        using var root = RootDirectory.Open($"/proc/{pid}/root");
        return Read(root);
    }

    private static UserDatabase Read(RootDirectory root)
    {
        try
        {
            return new(Text(root.ReadFile("etc/passwd", MostBytes)), Text(root.ReadFile("etc/group", MostBytes)));
        }
        catch (Exception e) when (e is InvalidDataException or LinuxException)
        {
            throw EngineException.InvalidParameter("the container's users cannot be read: " + e.Message, e);
        }
    }

    private static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);
}
