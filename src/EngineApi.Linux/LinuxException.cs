using System.Runtime.InteropServices;

namespace EngineApi.Linux;

/// <summary>A system call that failed: which one, on what, and why.</summary>
public sealed class LinuxException : IOException
{
    public LinuxException(string call, string? subject, int errno)
        : base(Describe(call, subject, errno))
    {
        Call = call;
        ErrorNumber = errno;
    }

    /// <summary>Name of the system call, e.g. <c>openat2</c>.</summary>
    public string Call { get; }

    /// <summary>errno of the call; see <see cref="Errno"/>.</summary>
    public int ErrorNumber { get; }

    /// <summary>An exception for the call that just failed on this thread.</summary>
    public static LinuxException FromLastError(string call, string? subject = null) =>
        new(call, subject, Marshal.GetLastPInvokeError());

    private static string Describe(string call, string? subject, int errno)
    {
        var reason = Marshal.GetPInvokeErrorMessage(errno);
        return subject is null ? $"{call}: {reason}" : $"{call} {subject}: {reason}";
    }
}
