using System.Runtime.InteropServices;

namespace EngineApi.Linux.Descriptors;

/// <summary>Flags of open(2). O_CLOEXEC is always added: a container must never inherit a descriptor of ours.</summary>
[Flags]
public enum OpenFlags
{
    ReadOnly = 0,
    WriteOnly = 1,
    ReadWrite = 2,
    Create = 0x40,
    Exclusive = 0x80,
    Truncate = 0x200,
    Append = 0x400,
    NonBlocking = 0x800,
    CloseOnExec = 0x80000,
    Path = 0x200000,

    /// <summary>Translated to the architecture's O_DIRECTORY when it is used.</summary>
    Directory = 0x10000,

    /// <summary>Translated to the architecture's O_NOFOLLOW when it is used.</summary>
    NoFollow = 0x20000,
}

internal static class OpenFlagsBits
{
    private static readonly bool s_arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>The kernel's bits: O_DIRECTORY and O_NOFOLLOW are the two flags whose values differ on arm.</summary>
    public static int ToNative(this OpenFlags flags)
    {
        var bits = (int)(flags | OpenFlags.CloseOnExec);
        if (!s_arm)
            return bits;
        bits &= ~(int)(OpenFlags.Directory | OpenFlags.NoFollow);
        if (flags.HasFlag(OpenFlags.Directory))
            bits |= 0x4000;
        if (flags.HasFlag(OpenFlags.NoFollow))
            bits |= 0x8000;
        return bits;
    }
}
