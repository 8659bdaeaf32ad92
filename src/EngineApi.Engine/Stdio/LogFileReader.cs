using EngineApi.Linux.Descriptors;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// Reads the complete lines of one log file from an offset on; may be asked again after the file grew. One that is packed is expanded when
/// it is first read.
/// </summary>
internal sealed class LogFileReader : IDisposable
{
    private const int BufferBytes = 256 << 10;

    // An entry of 16 KiB has 100 KB at most; a longer line is not one of ours.
    private const int LongestLine = 16 << 20;

    private readonly string? _expandedIn;
    private FileDescriptor _file;
    private bool _isPacked;
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private readonly LogIdentity? _identity;
    private int _start;
    private int _end;

    public LogFileReader(FileDescriptor file, long offset)
    {
        _file = file;
        Inode = FileStatus.Of(file).Inode;
        Position = offset;
    }

    private LogFileReader(FileDescriptor packed, string directory)
    {
        (_file, _expandedIn, _isPacked) = (packed, directory, true);
        _identity = CompressedLog.IdentityOf(packed);
        Inode = _identity.Value.Inode;
    }

    /// <summary>Of the file as it was before it was packed.</summary>
    public ulong Inode { get; }

    /// <summary>Offset of the next line in the file.</summary>
    public long Position { get; private set; }

    public static LogFileReader Open(string path, long offset = 0) => new(FileDescriptor.Open(path, OpenFlags.ReadOnly), offset);

    /// <param name="packed">The reader owns it.</param>
    /// <param name="directory">Where there is room for it as it was.</param>
    public static LogFileReader OfPacked(FileDescriptor packed, string directory) => new(packed, directory);

    public long Size => FileStatus.Of(Contents()).Size;

    /// <summary>Whether both are of one file, packed or not. Two that are open and not packed are told apart by their inodes.</summary>
    public bool IsSameAs(LogFileReader other) => Inode == other.Inode
        && ((_identity is null && other._identity is null) || (_identity ?? LogIdentity.Of(_file)) == (other._identity ?? LogIdentity.Of(other._file)));

    /// <summary>False: there is no further complete line now. The span is valid until the next call.</summary>
    public bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var have = _buffer.AsSpan(_start, _end - _start);
            var newline = have[searched..].IndexOf((byte)'\n');
            if (newline >= 0)
            {
                line = have[..(searched + newline + 1)];
                _start += line.Length;
                Position += line.Length;
                return true;
            }

            searched = have.Length;
            line = default;
            if (!Fill())
                return false;
        }
    }

    /// <summary>Goes to an offset at which a line begins.</summary>
    public void Seek(long offset)
    {
        Position = offset;
        _start = _end = 0;
    }

    public int ReadAt(Span<byte> into, long offset) => Contents().ReadAt(into, offset);

    public void Dispose() => _file.Dispose();

    private FileDescriptor Contents()
    {
        if (_isPacked)
        {
            using var packed = _file;
            _file = CompressedLog.Expand(packed, _expandedIn!);
            _isPacked = false;
        }

        return _file;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestLine)
                throw new InvalidDataException("a log line is longer than 16 MiB");
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var count = Contents().ReadAt(_buffer.AsSpan(_end), Position + _end);
        _end += count;
        return count > 0;
    }
}
