namespace EngineApi.Engine.Tar;

/// <summary>One entry of a tar stream, whatever dialect its header was written in. Names are text as <see cref="Linux.Files.FileName"/> has it.</summary>
public sealed record TarEntry
{
    public required string Name { get; init; }

    public required TarType Type { get; init; }

    /// <summary>Permission bits, set-user-id and so on; further bits are not looked at.</summary>
    public uint Mode { get; init; }

    public uint UserId { get; init; }

    public uint GroupId { get; init; }

    /// <summary>Bytes that follow the header; 0 for all but files.</summary>
    public long Size { get; init; }

    /// <summary>Seconds since 1970 of the last modification.</summary>
    public long ModifiedSeconds { get; init; }

    public uint ModifiedNanoseconds { get; init; }

    /// <summary>The target of a symbolic or hard link.</summary>
    public string LinkName { get; init; } = "";

    public uint DeviceMajor { get; init; }

    public uint DeviceMinor { get; init; }

    public IReadOnlyList<KeyValuePair<string, byte[]>> Attributes { get; init; } = [];

    /// <summary>For a sparse file, which parts of it follow; null when all of it does.</summary>
    public SparseMap? Sparse { get; init; }
}

/// <summary>The type flag of a header (POSIX.1-2001, pax).</summary>
public enum TarType : byte
{
    File = (byte)'0',
    HardLink = (byte)'1',
    Symlink = (byte)'2',
    CharacterDevice = (byte)'3',
    BlockDevice = (byte)'4',
    Directory = (byte)'5',
    Fifo = (byte)'6',
    Contiguous = (byte)'7',
    GnuLongLink = (byte)'K',
    GnuLongName = (byte)'L',
    GnuSparse = (byte)'S',
    GlobalExtended = (byte)'g',
    Extended = (byte)'x',
}

/// <summary>The parts of a file that are not holes, in order: offset and length in bytes.</summary>
/// <param name="Length">Of the whole file.</param>
public sealed record SparseMap(IReadOnlyList<(long Offset, long Length)> Parts, long Length);
