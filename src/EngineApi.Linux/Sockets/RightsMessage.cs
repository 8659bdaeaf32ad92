using System.Runtime.InteropServices;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Linux.Sockets;

/// <summary>
/// A message of eight bytes with one or two descriptors in it: sendmsg(2) and recvmsg(2) with SCM_RIGHTS (cmsg(3)). The layouts are
/// those of a 64-bit little-endian kernel, which are the same for glibc and musl.
/// </summary>
internal static unsafe partial class RightsMessage
{
    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int Peek = 0x2;
    private const int Truncated = 0x8;
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int CloseOnExec = 0x40000000;

    /// <summary>False: no room now.</summary>
    public static bool TrySend(FileDescriptor socket, long key, FileDescriptor first, FileDescriptor? second)
    {
        bool firstHeld = false, secondHeld = false;
        try
        {
            first.DangerousAddRef(ref firstHeld);
            second?.DangerousAddRef(ref secondHeld);
            var control = new Control { Level = SocketLevel, Type = Rights, First = first.Number, Second = second?.Number ?? -1 };
            control.Length = (nuint)(sizeof(Control) - (second is null ? sizeof(int) : 0));
            var part = new Part { Bytes = &key, Length = sizeof(long) };
            // The room is counted in full words, also when the last one is half empty.
            var message = new Header { Parts = &part, PartCount = 1, Control = &control, ControlLength = (nuint)sizeof(Control) };
            nint sent;
            while ((sent = Send(socket, &message, DoNotWait | NoSignal)) < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
            {
            }

            return FileDescriptor.Finish("sendmsg", sent, out _);
        }
        finally
        {
            if (firstHeld)
                first.DangerousRelease();
            if (secondHeld)
                second!.DangerousRelease();
        }
    }

    /// <summary>A copy of the message at the head, which stays there. False: there is none.</summary>
    public static bool TryPeek(FileDescriptor socket, out long key, out FileDescriptor first, out FileDescriptor? second)
    {
        var control = new Control { First = -1, Second = -1 };
        long bytes = 0;
        var part = new Part { Bytes = &bytes, Length = sizeof(long) };
        var message = new Header { Parts = &part, PartCount = 1, Control = &control, ControlLength = (nuint)sizeof(Control) };
        nint received;
        while ((received = Receive(socket, &message, Peek | DoNotWait | CloseOnExec)) < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
        {
        }

        // What was received is owned before anything can throw.
        var descriptors = received > 0 && message.ControlLength > 0;
        first = new FileDescriptor(descriptors ? control.First : -1);
        second = descriptors && control.Length == (nuint)sizeof(Control) ? new FileDescriptor(control.Second) : null;
        key = bytes;
        if (!FileDescriptor.Finish("recvmsg", received, out var count) || count == 0)
            return false;
        return descriptors && ((int)message.Flags & Truncated) == 0 ? true : throw new LinuxException("recvmsg", "a descriptor", Errno.TooManyFiles);
    }

    /// <summary>Takes the message at the head out.</summary>
    public static void Drop(FileDescriptor socket)
    {
        long bytes = 0;
        var part = new Part { Bytes = &bytes, Length = sizeof(long) };
        var message = new Header { Parts = &part, PartCount = 1 };
        nint received;
        while ((received = Receive(socket, &message, DoNotWait)) < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
        {
        }

        FileDescriptor.Finish("recvmsg", received, out _);
    }

    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint Send(FileDescriptor socket, Header* message, int flags);

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint Receive(FileDescriptor socket, Header* message, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public void* Bytes;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public void* Name;
        public nuint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public void* Control;
        public nuint ControlLength;
        public nuint Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Control
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int First;
        public int Second;
    }
}
