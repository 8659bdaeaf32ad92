using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Epoll;

namespace EngineApi.Linux.Processes;

/// <summary>pidfd_open(2): a process that stays the same process when its number is used again.</summary>
public sealed partial class PidFd : IDisposable
{
    private const int PidFdOpenNumber = 434;
    private const int PidFdSendSignalNumber = 424;

    private readonly FileDescriptor _descriptor;

    private PidFd(int descriptor) => _descriptor = new FileDescriptor(descriptor);

    /// <summary>Null when no process has the number (ESRCH).</summary>
    public static PidFd? Find(int pid)
    {
        var descriptor = PidFdOpen(PidFdOpenNumber, pid, 0);
        if (descriptor >= 0)
            return new PidFd((int)descriptor);
        return Marshal.GetLastPInvokeError() == Errno.NoProcess ? null : throw LinuxException.FromLastError("pidfd_open");
    }

    /// <summary>False for a process that ended, as well when its parent did not wait for it yet.</summary>
    public static bool IsAlive(int pid)
    {
        using var process = Find(pid);
        return process is not null && !process.HasExited;
    }

    public bool HasExited => DescriptorPoll.IsReadable(_descriptor);

    /// <summary>Sends a signal (number, signal(7)); false when the process ended already.</summary>
    public bool Signal(int signal)
    {
        if (PidFdSendSignal(PidFdSendSignalNumber, _descriptor, signal, 0, 0) >= 0)
            return true;
        return Marshal.GetLastPInvokeError() == Errno.NoProcess ? false : throw LinuxException.FromLastError("pidfd_send_signal");
    }

    /// <summary>Ends when the process does. It need not be a child.</summary>
    public async Task ExitedAsync(Reactor reactor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reactor);
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = reactor.Register(_descriptor, Readiness.Readable, _ => exited.TrySetResult());
        await exited.Task.WaitAsync(cancellation);
    }

    public void Dispose() => _descriptor.Dispose();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint PidFdOpen(nint number, nint pid, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint PidFdSendSignal(nint number, FileDescriptor process, nint signal, nint information, nint flags);
}
