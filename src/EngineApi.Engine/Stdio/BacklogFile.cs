using EngineApi.Linux;
using EngineApi.Linux.Descriptors;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// A ring on disk for what one client has not read yet: a file without a name, so that nothing is left of it whatever happens.
/// The stdio thread appends, the client's pump takes.
/// </summary>
internal sealed class BacklogFile : IDisposable
{
    private readonly FileDescriptor _file;
    private long _appended;
    private long _taken;

    private BacklogFile(FileDescriptor file, long capacity)
    {
        _file = file;
        Capacity = capacity;
    }

    /// <summary>Most bytes that may wait.</summary>
    public long Capacity { get; }

    /// <summary>Bytes that wait. Any thread.</summary>
    public long Pending => Interlocked.Read(ref _appended) - Interlocked.Read(ref _taken);

    /// <summary>Null: there is no such directory, or no room for a file in it.</summary>
    public static BacklogFile? TryOpen(string directory, long capacity)
    {
        var path = Path.Join(directory, $".backlog-{Guid.NewGuid():n}");
        var file = FileDescriptor.TryOpen(path, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive, 0x180, out _);
        if (file is null)
            return null;
        File.Delete(path);
        return new BacklogFile(file, capacity);
    }

    /// <summary>False: it is full, or the disk is; nothing of it was taken over then.</summary>
    public bool TryAppend(ReadOnlySpan<byte> header, ReadOnlySpan<byte> bytes)
    {
        if (Pending + header.Length + bytes.Length > Capacity)
            return false;
        try
        {
            Write(header, _appended);
            Write(bytes, _appended + header.Length);
        }
        catch (LinuxException)
        {
            // No room on the disk, most likely: the bytes stay in memory, and the process waits.
            return false;
        }

        Interlocked.Add(ref _appended, header.Length + bytes.Length);
        return true;
    }

    /// <summary>Takes bytes that were appended before; the caller knows that there are so many.</summary>
    public void Take(Span<byte> into)
    {
        var at = _taken % Capacity;
        var first = (int)Math.Min(into.Length, Capacity - at);
        var count = _file.ReadAt(into[..first], at) + _file.ReadAt(into[first..], 0);
        if (count < into.Length)
            throw new IOException("the file of a client's backlog is shorter than what was written to it");
        Interlocked.Add(ref _taken, into.Length);
    }

    public void Dispose() => _file.Dispose();

    private void Write(ReadOnlySpan<byte> bytes, long position)
    {
        var at = position % Capacity;
        var first = (int)Math.Min(bytes.Length, Capacity - at);
        _file.WriteAt(bytes[..first], at);
        _file.WriteAt(bytes[first..], 0);
    }
}
