using System.Runtime.InteropServices;

namespace EngineApi.Linux;

/// <summary>The error numbers this project tells apart (errno(3); the same on x86-64 and arm64).</summary>
public static class Errno
{
    public const int PermissionDenied = 1;
    public const int NoEntry = 2;
    public const int NoProcess = 3;
    public const int Interrupted = 4;
    public const int NoDeviceOrReader = 6;
    public const int Again = 11;
    public const int Access = 13;
    public const int Busy = 16;
    public const int Exists = 17;
    public const int CrossDevice = 18;
    public const int NoDevice = 19;
    public const int NotDirectory = 20;
    public const int IsDirectory = 21;
    public const int Invalid = 22;
    public const int TooManyFiles = 24;
    public const int ReadOnlyFileSystem = 30;
    public const int BrokenPipe = 32;
    public const int OutOfRange = 34;
    public const int NameTooLong = 36;
    public const int NotImplemented = 38;
    public const int TooManyLinks = 40;
    public const int NoSuchProtocol = 93;
    public const int NotSupported = 95;
    public const int NoSuchFamily = 97;
    public const int AddressInUse = 98;
    public const int AddressNotAvailable = 99;
    public const int NoBufferSpace = 105;

    /// <summary>What it means, as Go says it: the C library's words, beginning in lower case.</summary>
    public static string Reason(int errno)
    {
        var reason = Marshal.GetPInvokeErrorMessage(errno);
        return char.ToLowerInvariant(reason[0]) + reason[1..];
    }
}
