using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Epoll;

namespace EngineApi.Linux.Processes;

/// <summary>pidfd_open(2): a process that stays the same process when its number is used again.</summary>
public sealed partial class PidFd : IDisposable
{
    private const int PidFdOpenNumber = 434;
    private const int PidFdSendSignalNumber = 424;
    private const nuint GetInfo = 0xC040FF0B; // PIDFD_GET_INFO, for a struct of 64 bytes
    private const ulong InfoExit = 1 << 3;

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

    /// <summary>
    /// How it ended, as a shell says it: 0–255, which is 128 and the signal's number for one that was killed. Null as long as its parent has
    /// not waited for it, and always on a kernel before 6.15 (PIDFD_INFO_EXIT in linux/pidfd.h).
    /// </summary>
    public unsafe int? ExitCode
    {
        get
        {
            var info = new PidFdInfo { Mask = InfoExit };
            if (Control(_descriptor, GetInfo, &info) < 0 || (info.Mask & InfoExit) == 0)
                return null;
            var signal = info.WaitStatus & 0x7F;
            return signal == 0 ? (info.WaitStatus >> 8) & 0xFF : 128 + signal;
        }
    }

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

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static unsafe partial int Control(FileDescriptor process, nuint request, PidFdInfo* information);

    /// <summary>struct pidfd_info: of it, what we ask for.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    private struct PidFdInfo
    {
        [FieldOffset(0)]
        public ulong Mask;

        [FieldOffset(60)]
        public int WaitStatus;
    }
}
