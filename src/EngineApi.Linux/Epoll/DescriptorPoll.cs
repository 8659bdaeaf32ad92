using System.Runtime.InteropServices;

namespace EngineApi.Linux.Epoll;

/// <summary>poll(2) of one descriptor without waiting. Its event bits are those of epoll.</summary>
internal static partial class DescriptorPoll
{
    public static bool IsReadable(SafeHandle descriptor) => (Now(descriptor, Readiness.Readable) & Readiness.Readable) != 0;

    public static unsafe Readiness Now(SafeHandle descriptor, Readiness wanted)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        var held = false;
        descriptor.DangerousAddRef(ref held);
        try
        {
            var request = new PollRequest { Descriptor = (int)descriptor.DangerousGetHandle(), Wanted = (short)wanted };
            while (Poll(&request, 1, 0) < 0)
            {
                if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                    throw LinuxException.FromLastError("poll");
            }

            return (Readiness)request.Happened;
        }
        finally
        {
            descriptor.DangerousRelease();
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Wanted;
        public short Happened;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollRequest* requests, nuint count, int milliseconds);
}
