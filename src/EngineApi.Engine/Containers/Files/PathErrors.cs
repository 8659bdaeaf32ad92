using EngineApi.Linux;

namespace EngineApi.Engine.Containers.Files;

/// <summary>A failed system call on a file of a container, in the words of Go's <c>os</c>: <c>open /tmp/x: not a directory</c>.</summary>
internal static class PathErrors
{
    public static EngineException Of(LinuxException error, string path)
    {
        var call = error.Call switch
        {
            "openat2" or "open" => "open",
            "mkdirat" => "mkdir",
            "symlinkat" => "symlink",
            "mknodat" => "mknod",
            "linkat" => "link",
            "fchownat" => "lchown",
            "utimensat" => "chtimes",
            "pwrite" or "ftruncate" => "write",
            var other => other,
        };
        return Of(call, path, error.ErrorNumber, error);
    }

    public static EngineException Of(string call, string path, int errno, Exception? inner = null) =>
        new(ErrorKind.System, $"{call} {path}: {Errno.Reason(errno)}", inner);
}
