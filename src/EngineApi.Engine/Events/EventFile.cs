using System.Globalization;
using System.Text;

namespace EngineApi.Engine.Events;

/// <summary>The two files of the history: one that grows, and the full one before it. One writer.</summary>
internal sealed class EventFile : IDisposable
{
    /// <summary>Each of the two; the one that grows is exchanged before it would get longer.</summary>
    public const int MostBytes = 2 << 20;

    /// <summary>Events repeat what clients chose: environment and secrets may be among it.</summary>
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private FileStream _file;

    private EventFile(string path)
    {
        _path = path;
        _file = OpenEnd(path);
    }

    public static string PathIn(string dataRoot) => Path.Combine(dataRoot, "events.log");

    public static string PathBefore(string path) => path + ".1";

    public static EventHistory Read(string path) => EventHistory.Of(Tail(PathBefore(path)), Tail(path));

    /// <summary>Opens for writing at the end; a line that a crash tore off is taken away.</summary>
    /// <exception cref="IOException">Or UnauthorizedAccessException.</exception>
    public static EventFile Open(string path) => new(path);

    /// <param name="lines">Whole lines.</param>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> lines)
    {
        if (_file.Length + lines.Length > MostBytes && _file.Length > 0)
        {
            await _file.DisposeAsync();
            File.Move(_path, PathBefore(_path), overwrite: true);
            _file = OpenEnd(_path);
        }
        await _file.WriteAsync(lines);
    }

    /// <summary>Writes a mark (<c>begin</c>, <c>end</c>).</summary>
    public void Mark(string name, long sequence) =>
        _file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} {sequence}\n")));

    /// <summary>Returns when it is on the disk, and not only in the kernel.</summary>
    public void Sync() => _file.Flush(flushToDisk: true);

    public void Dispose() => _file.Dispose();

    private static FileStream OpenEnd(string path)
    {
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0, UnixCreateMode = Mode,
        });
        try
        {
            file.Seek(Math.Max(0, file.Length - MostBytes), SeekOrigin.Begin);
            var tail = new byte[file.Length - file.Position];
            file.ReadExactly(tail);
            file.SetLength(file.Length - tail.Length + tail.AsSpan().LastIndexOf((byte)'\n') + 1);
            file.Seek(0, SeekOrigin.End);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    // However long somebody made it: no more than what we would have written.
    private static byte[] Tail(string path)
    {
        if (!File.Exists(path))
            return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        file.Seek(Math.Max(0, file.Length - MostBytes), SeekOrigin.Begin);
        var tail = new byte[file.Length - file.Position];
        file.ReadExactly(tail);
        return tail;
    }
}
