using EngineApi.Linux;
using EngineApi.Linux.Descriptors;
using EngineApi.Wire.Logs;
using EngineApi.Wire.Streams;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// The json-file log of one container, written by the stdio thread alone:
/// FIFO → splice → spool → lines appended to the log. Killed at any instant, the next <see cref="OpenAsync"/> finds in the
/// log's tail how much of each spool it has and goes on there: nothing is lost, doubled or torn.
/// </summary>
public sealed class ContainerLog : IDisposable
{
    private const int OutputLimit = 512 << 10;
    private const int SpoolLimit = 1 << 20;

    private readonly StdioThread _thread;
    private readonly LogFiles _files;
    private readonly JsonFileOptions _options;
    private readonly (Spool Spool, JsonFileEncoder Encoder)[] _streams;
    private readonly LogCompressor? _compressor;
    private FileDescriptor _log;
    private int _rawEnd;

    private ContainerLog(StdioThread thread, LogFiles files, JsonFileOptions options, string attributes)
    {
        _thread = thread;
        _files = files;
        _options = options;
        var (stdout, stderr) = LogRecovery.Run(files, options.MaxFile);
        _log = LogFiles.OpenForAppend(files.Current);
        _streams = [(stdout, new(StdStream.Stdout, attributes)), (stderr, new(StdStream.Stderr, attributes))];
        _compressor = options.Compress ? new(thread, files) : null;
        _compressor?.Begin();
        foreach (var stream in _streams)
            Write(stream, final: false);
    }

    /// <summary>Full path of the current file, <c>LogPath</c> of inspect.</summary>
    public string FilePath => _files.Current;

    public LogSignal Signal { get; } = new();

    /// <summary>
    /// Opens or creates a log and makes good what a crash left. The directory must exist. <paramref name="attributes"/>
    /// is the JSON object that <c>labels</c> and <c>env</c> of the log options ask for, or empty.
    /// </summary>
    /// <exception cref="LinuxException">The log cannot be written.</exception>
    public static Task<ContainerLog> OpenAsync(StdioThread thread, string path, JsonFileOptions options, string attributes = "")
    {
        ArgumentNullException.ThrowIfNull(thread);
        return thread.Reactor.RunAsync(() => new ContainerLog(thread, new LogFiles(path), options, attributes));
    }

    /// <summary>Closes the files; what is not logged yet stays in the spool.</summary>
    public void Dispose()
    {
        _compressor?.Dispose();
        _log.Dispose();
        foreach (var (spool, _) in _streams)
            spool.Dispose();
    }

    /// <summary>Where the log ends now. Stdio thread only.</summary>
    internal LogPosition End
    {
        get
        {
            var status = FileStatus.Of(_log);
            return new LogPosition(status.Inode, status.Size);
        }
    }

    /// <summary>
    /// Takes a batch off a FIFO and logs it. False: nothing now. True: <paramref name="fresh"/> is what came, valid
    /// until the next call; empty at the end of the stream. Stdio thread only.
    /// </summary>
    internal bool TryCapture(StdStream stream, FileDescriptor fifo, out ReadOnlySpan<byte> fresh)
    {
        var target = Of(stream);
        fresh = default;
        int count;
        try
        {
            if (!target.Spool.TryFill(fifo, StdioThread.BatchBytes, out count))
                return false;
        }
        catch (LinuxException failure) when (failure.ErrorNumber != Errno.Invalid)
        {
            // A full disk must not stop the container: the batch passes by the log.
            if (!fifo.TryRead(_thread.Raw, out count))
                return false;
            StdioLog.LogLost(_thread.Logger, FilePath, count, stream.ToString(), failure);
            fresh = _thread.Raw.AsSpan(0, count);
            return true;
        }

        _rawEnd = 0;
        if (count > 0)
            TryWrite(target, final: false);

        // The last bytes of the spool are the end of the buffer, unless there was so much to log that it took several reads.
        if (_rawEnd < count)
            _rawEnd = target.Spool.Read(_thread.Raw.AsSpan(0, count), target.Spool.Size - count);
        fresh = _thread.Raw.AsSpan(_rawEnd - count, count);
        return true;
    }

    /// <summary>Logs the unterminated rest of a stream that ended. Stdio thread only.</summary>
    internal void Finish(StdStream stream) => TryWrite(Of(stream), final: true);

    /// <summary>The begin of a line that is not in the log yet. Stdio thread only.</summary>
    internal byte[] Unlogged(StdStream stream)
    {
        var spool = Of(stream).Spool;
        var rest = new byte[spool.Pending];
        spool.Read(rest, spool.Logged);
        return rest;
    }

    // A log that cannot be written is reported; the container's output goes on to its clients.
    private void TryWrite((Spool Spool, JsonFileEncoder Encoder) target, bool final)
    {
        try
        {
            Write(target, final);
            if (target.Spool.Size > SpoolLimit)
                Restart(target.Spool);
        }
        catch (IOException failure)
        {
            StdioLog.LogLost(_thread.Logger, FilePath, target.Spool.Pending, target.Spool.Stream.ToString(), failure);
        }
    }

    private (Spool Spool, JsonFileEncoder Encoder) Of(StdStream stream) => _streams[stream == StdStream.Stderr ? 1 : 0];

    private void Write((Spool Spool, JsonFileEncoder Encoder) target, bool final)
    {
        var (spool, encoder) = target;
        var raw = _thread.Raw;
        var lines = _thread.Lines;
        var grown = false;
        encoder.Stamp(_thread.Clock.GetUtcNow());
        while (spool.Pending > 0)
        {
            _rawEnd = spool.Read(raw.AsSpan(0, (int)Math.Min(spool.Pending, raw.Length)), spool.Logged);
            var last = _rawEnd == spool.Pending;
            var used = 0;
            for (var more = true; more;)
            {
                lines.ResetWrittenCount();
                var covered = encoder.Encode(raw.AsSpan(used, _rawEnd - used), final && last, lines, Room());
                more = covered > 0;
                if (more)
                    Append(spool, covered, lines.WrittenSpan);
                used += covered;
                grown |= more;
            }

            if (used == 0 || last)
                break;
        }

        if (grown)
            Signal.Grow();
    }

    // How much may be encoded before the file has to be rotated; as with Docker, an entry may cross the limit.
    private int Room() => _options.MaxSize is { } most
        ? (int)Math.Clamp(most - FileStatus.Of(_log).Size, 1, OutputLimit)
        : OutputLimit;

    private void Append(Spool spool, int covered, ReadOnlySpan<byte> lines)
    {
        if (_options.MaxSize is { } most && FileStatus.Of(_log).Size >= most)
            Rotate();
        try
        {
            _log.WriteAll(lines);
            spool.Logged += covered;
        }
        catch (LinuxException failure)
        {
            // What was written of it may end in the midst of a line. The lines are given up, or the spool would fill the disk.
            spool.Logged += covered;
            StdioLog.LogLost(_thread.Logger, FilePath, covered, spool.Stream.ToString(), failure);
            TrimAndRebase(spool);
        }
    }

    private void TrimAndRebase(Spool lossy)
    {
        LogRecovery.CutTornLine(_log);
        var end = End;
        lossy.Rebase(end.Inode, end.Offset);
    }

    private void Rotate()
    {
        if (File.Exists(_files.Next))
            File.Delete(_files.Next);
        var next = LogFiles.OpenForAppend(_files.Next);
        var inode = FileStatus.Of(next).Inode;
        foreach (var (spool, _) in _streams)
            spool.Rebase(inode, 0);
        _files.Shift(_options.MaxFile);
        _log.Dispose();
        _log = next;
        _compressor?.Begin();
    }

    private void Restart(Spool spool)
    {
        var end = End;
        spool.Restart(end.Inode, end.Offset);
    }
}
