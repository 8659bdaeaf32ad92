using System.Buffers.Binary;
using System.IO.Compression;
using EngineApi.Linux.Descriptors;
using Microsoft.Win32.SafeHandles;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// A rotated file of a log, packed (RFC 1952). Before its contents comes an empty member that says which file it was: a reader that has
/// that one open still finds its place.
/// </summary>
internal static class CompressedLog
{
    private const int HeadBytes = 42;
    private const int Identity = 16;

    /// <summary>An extra field of 20 bytes: the subfield "EA" with 16 bytes of identity.</summary>
    private static ReadOnlySpan<byte> Head => [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 20, 0, (byte)'E', (byte)'A', 16, 0];

    /// <summary>Nothing, packed, with its checksum and length.</summary>
    private static ReadOnlySpan<byte> Empty => [3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Returns when it is on the disk.</summary>
    /// <exception cref="IOException">The disk is full, among others.</exception>
    public static void Pack(FileDescriptor plain, FileDescriptor packed)
    {
        var head = new byte[HeadBytes];
        Head.CopyTo(head);
        var identity = LogIdentity.Of(plain);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(Head.Length), identity.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(Head.Length + 8), identity.Modified);
        Empty.CopyTo(head.AsSpan(Head.Length + Identity));
        packed.WriteAll(head);
        using (var source = Stream(plain, FileAccess.Read))
        using (var target = Stream(packed, FileAccess.Write))
        using (var packing = new GZipStream(target, CompressionLevel.Optimal))
            source.CopyTo(packing);
        packed.Sync();
    }

    /// <summary>Which file it was; one that somebody else packed is itself.</summary>
    public static LogIdentity IdentityOf(FileDescriptor packed)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        return packed.ReadAt(head, 0) == HeadBytes && head.StartsWith(Head) && head.EndsWith(Empty)
            ? new(BinaryPrimitives.ReadUInt64LittleEndian(head[Head.Length..]), BinaryPrimitives.ReadInt64LittleEndian(head[(Head.Length + 8)..]))
            : LogIdentity.Of(packed);
    }

    /// <summary>Its contents, in a file without a name.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="IOException">The disk is full, among others.</exception>
    public static FileDescriptor Expand(FileDescriptor packed, string directory)
    {
        var path = Path.Join(directory, $".expanded-{Guid.NewGuid():n}");
        var plain = FileDescriptor.Open(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive, 0x180);
        try
        {
            File.Delete(path);
            using var source = Stream(packed, FileAccess.Read);
            using var target = Stream(plain, FileAccess.Write);
            using var expanding = new GZipStream(source, CompressionMode.Decompress);
            expanding.CopyTo(target);
            return plain;
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    private static FileStream Stream(FileDescriptor file, FileAccess access) => new(new SafeFileHandle(file.Number, ownsHandle: false), access);
}
