using EngineApi.Linux.Descriptors;
using EngineApi.Wire.Streams;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// Where the output of one stream lies between the FIFO and the log. splice(2) takes bytes off the FIFO and puts them
/// here in one call, so no byte is only in the memory of a process that may be killed. Owned by the stdio thread.
/// </summary>
internal sealed class Spool : IDisposable
{
    private readonly string _directory;
    private FileDescriptor _file;
    private SpoolName _name;

    private Spool(string directory, SpoolName name, FileDescriptor file, long size)
    {
        _directory = directory;
        _name = name;
        _file = file;
        Size = size;
        Logged = name.Logged;
    }

    public StdStream Stream => _name.Stream;

    public SpoolName Name => _name;

    /// <summary>Bytes in the file.</summary>
    public long Size { get; private set; }

    /// <summary>How many of them are in the log.</summary>
    public long Logged { get; set; }

    public long Pending => Size - Logged;

    private string FilePath => Path.Join(_directory, _name.ToString());

    public static Spool Open(string directory, SpoolName name)
    {
        var file = FileDescriptor.Open(Path.Join(directory, name.ToString()), OpenFlags.ReadWrite | OpenFlags.Create, 0x180);
        return new Spool(directory, name, file, FileStatus.Of(file).Size);
    }

    /// <summary>Takes what a FIFO has. False: nothing now; true with zero bytes: no writer is left.</summary>
    public bool TryFill(FileDescriptor fifo, int most, out int count)
    {
        if (!Splice.TryMove(fifo, _file, Size, most, out count))
            return false;
        Size += count;
        return true;
    }

    public int Read(Span<byte> into, long offset) => _file.ReadAt(into, offset);

    /// <summary>Says that as of this place in the log the first <see cref="Logged"/> bytes are in it.</summary>
    public void Rebase(ulong logInode, long logOffset)
    {
        var renamed = _name with { LogInode = logInode, LogOffset = logOffset, Logged = Logged };
        if (renamed == _name)
            return;
        File.Move(FilePath, Path.Join(_directory, renamed.ToString()), overwrite: true);
        _name = renamed;
    }

    /// <summary>
    /// Goes on in a new file that holds just the unlogged rest. The new one is complete before it gets its name, and
    /// nothing is written to it before the old one is gone: whichever of them a crash leaves, they mean the same.
    /// </summary>
    public void Restart(ulong logInode, long logOffset)
    {
        var rest = new byte[Pending];
        Read(rest, Logged);
        var fresh = new SpoolName(Stream, logInode, logOffset, 0);
        var draft = Path.Join(_directory, SpoolName.Prefix(Stream) + "next");
        var file = FileDescriptor.Open(draft, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Truncate, 0x180);
        try
        {
            file.WriteAt(rest, 0);
            File.Move(draft, Path.Join(_directory, fresh.ToString()), overwrite: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        if (fresh != _name)
            File.Delete(FilePath);
        _file.Dispose();
        (_file, _name, Size, Logged) = (file, fresh, rest.Length, 0);
    }

    public void Dispose() => _file.Dispose();
}
