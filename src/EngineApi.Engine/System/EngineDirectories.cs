// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>The directories of this daemon, and whom they let through.</summary>
internal static class EngineDirectories
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>0710, as dockerd's: logs and configuration are nobody's but root's.</summary>
    public const UnixFileMode OfContainers = Owner | UnixFileMode.GroupExecute;

    /// <summary>Makes those that are missing, and closes those that stood open.</summary>
    public static void Make(EngineOptions options)
    {
        // Through the roots containers' users must get: below them lie the mounts that they see.
        foreach (var root in new[] { options.DataRoot, options.ExecRoot })
            Directory.CreateDirectory(root, Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Close(options.ContainersRoot, OfContainers);
        Close(options.FifoRoot, Owner);
        Close(options.SharedMemoryRoot, Owner);
        Close(options.MountsRoot, Owner);
    }

    private static void Close(string directory, UnixFileMode mode)
    {
        Directory.CreateDirectory(directory, mode);
        File.SetUnixFileMode(directory, mode);
    }
}
