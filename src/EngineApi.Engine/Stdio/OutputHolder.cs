using System.Globalization;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Epoll;
using EngineApi.Linux.Processes;
using EngineApi.Linux.Sockets;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// Keeps the output FIFOs of logged containers alive while the gateway is not: the shim closes its ends when the process has exited,
/// and a FIFO that nobody has open forgets what it holds. Their read ends are in a <see cref="DescriptorQueue"/>, whose receiving
/// end one small process has as well as we. A file of that socket's inode number, made before the process is, tells the gateway that
/// comes back whom to end once it has the FIFOs open itself. Stdio thread only, but for what says otherwise.
/// </summary>
internal sealed class OutputHolder(string execRoot, Reactor reactor, ILogger logger)
{
    // So many entries of runs that ended may stay beyond as many as there are live ones; then all are taken out at once.
    private const int MostDead = 16;

    private readonly string _directory = Path.Join(execRoot, "holders");
    private readonly HashSet<long> _held = [];
    private DescriptorQueue? _queue;
    private long _lastKey;
    private int _entries;
    private int _pid;
    private bool _warned;

    /// <summary>The process's id; 0 if there is none. Any thread.</summary>
    public int Pid => Volatile.Read(ref _pid);

    /// <summary>Holds a run's output from here on. A failure is reported once and costs the container nothing.</summary>
    /// <returns>For <see cref="Release"/>.</returns>
    public long Hold(FileDescriptor stdout, FileDescriptor? stderr)
    {
        var key = ++_lastKey;
        try
        {
            _queue ??= new DescriptorQueue();
            if (_queue.TryAdd(key, stdout, stderr))
            {
                _entries++;
                _held.Add(key);
            }
            else
            {
                Warn(null);
            }

            if (_pid == 0)
                Start(_queue);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn(e);
        }

        return key;
    }

    public void Release(long key)
    {
        if (!_held.Remove(key) || _entries - _held.Count <= _held.Count + MostDead)
            return;
        try
        {
            foreach (var lost in _queue!.Prune(_entries, _held.Contains))
            {
                _held.Remove(lost);
                Warn(null);
            }

            _entries = _held.Count;
        }
        catch (IOException e)
        {
            Warn(e);
        }
    }

    /// <summary>Ends the holders of earlier runs. To be called when what they hold is open here. Any thread.</summary>
    public async Task EndFormerAsync()
    {
        var own = await reactor.RunAsync(() => _queue?.Inode);
        try
        {
            if (!Directory.Exists(_directory))
                return;
            foreach (var file in Directory.GetFiles(_directory))
            {
                if (ulong.TryParse(Path.GetFileName(file), NumberStyles.None, CultureInfo.InvariantCulture, out var inode) && inode != own)
                    await EndAsync(inode);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StdioLog.FormerHolderStays(logger, e);
        }
    }

    /// <summary>For a gateway that stops: ends the process, unless containers go on that it is needed for. Any thread.</summary>
    public async Task LeaveAsync()
    {
        if (await reactor.RunAsync(() => _held.Count == 0 ? _queue?.Inode : null) is { } inode)
            await EndAsync(inode);
    }

    /// <summary>Closes our ends. The process, if it goes on, has its own.</summary>
    public void Close() => _queue?.Dispose();

    private void Start(DescriptorQueue queue)
    {
        Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var file = FileOf(queue.Inode);
        File.WriteAllBytes(file, []);
        try
        {
            _pid = HolderProcess.Start(queue.Receiver, queue.Sender, execRoot);
        }
        catch
        {
            File.Delete(file);
            throw;
        }

        _warned = false;
        _ = WatchAsync(_pid);
    }

    private async Task WatchAsync(int pid)
    {
        using (var process = PidFd.Find(pid))
        {
            if (process is not null)
                await process.ExitedAsync(reactor);
        }

        // Whoever ends it on purpose has taken its number away before, and waits for it.
        if (Pid != pid)
            return;
        DetachedProcess.Reap(pid);
        Volatile.Write(ref _pid, 0);
        StdioLog.HolderEnded(logger, pid);
    }

    private async Task EndAsync(ulong inode)
    {
        foreach (var pid in HolderProcess.Holding(inode))
        {
            // The end of our own is not to surprise its watch.
            Interlocked.CompareExchange(ref _pid, 0, pid);
            await HolderProcess.EndAsync(pid, inode, reactor);
        }

        File.Delete(FileOf(inode));
    }

    private string FileOf(ulong inode) => Path.Join(_directory, inode.ToString(CultureInfo.InvariantCulture));

    private void Warn(Exception? failure)
    {
        if (!_warned)
            StdioLog.NotHeld(logger, failure);
        _warned = true;
    }
}
