using EngineApi.Linux.Descriptors;

namespace EngineApi.Engine.Stdio;

/// <summary>Which file a finished log is, also when it was packed since: the number of an inode alone is given to the next file.</summary>
/// <param name="Modified">When it was written to for the last time, nanoseconds since 1970.</param>
internal readonly record struct LogIdentity(ulong Inode, long Modified)
{
    public static LogIdentity Of(FileDescriptor file)
    {
        var status = FileStatus.Of(file);
        return new(status.Inode, status.ModifiedSeconds * 1_000_000_000 + status.ModifiedNanoseconds);
    }
}
