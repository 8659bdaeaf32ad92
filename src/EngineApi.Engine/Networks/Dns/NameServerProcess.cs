using System.Diagnostics;
using System.Net.Sockets;
using EngineApi.Engine.Stdio;
using EngineApi.Linux.Processes;
using EngineApi.Names.Control;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks.Dns;

/// <summary>
/// The process that answers containers' questions (<see cref="Names.NameServer"/>): this executable in another role, which goes on when this
/// daemon ends. It is started when there is a container to answer, and ends with the last. Not for several at once.
/// </summary>
public sealed class NameServerProcess : IDisposable
{
    private const int SigKill = 9;

    /// <summary>One that ends sooner is not started again at once.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(10);

    private readonly NameServerStart _start;
    private readonly ILogger<NameServerProcess> _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopping;
    private volatile bool _mayEnd;
    private bool _isCurrent;
    private int _pid;
    private long _started;
    private Task _watch = Task.CompletedTask;

    public NameServerProcess(EngineOptions options, StdioThread thread, ILogger<NameServerProcess> log)
    {
        Directory = Path.Combine(options.ExecRoot, "dns");
        _start = new(options.NameServerProgram, Directory, thread.Reactor);
        _log = log;
        _stopping = _stop.Token;
    }

    /// <summary>Where its files are.</summary>
    public string Directory { get; }

    /// <summary>For a command, with a start of the process on a busy machine. Who takes longer hangs, and is killed.</summary>
    internal TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>It has ended and should not have; what it knew has to be told again.</summary>
    internal event Action? Lost;

    private string SocketPath => Path.Combine(Directory, "control");

    /// <summary>Has it read its files again; starts it if it does not run, and has another version's make room.</summary>
    /// <param name="isNeeded">There is a container.</param>
    /// <returns>The containers that it cannot answer, and why; the id is empty where a file is meant.</returns>
    /// <exception cref="EngineException">It does not start, or does not answer; one that hung was killed, and the next call starts another.</exception>
    public async Task<IReadOnlyList<(string ContainerId, string Reason)>> ReloadAsync(bool isNeeded)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
        deadline.CancelAfter(Timeout);
        try
        {
            _mayEnd = !isNeeded;
            // One that was about to end when it was spoken to is followed by another.
            for (var attempt = 0; attempt < 2; attempt++)
            {
                using var control = await ConnectAsync(isNeeded, deadline.Token);
                if (control is null)
                    return [];
                if (await control.TellAsync(ControlLines.Reload, deadline.Token) is not { } reply)
                    continue;
                _mayEnd |= reply.HasEnded;
                if (_watch.IsCompleted && !_mayEnd)
                    _watch = WatchAsync();
                return reply.Failures;
            }

            throw new EngineException(ErrorKind.System, "the name server ends as soon as it starts: " + _start.LastWords());
        }
        catch (OperationCanceledException e)
        {
            if (!_stopping.IsCancellationRequested)
                Kill();
            throw new EngineException(ErrorKind.System, "the name server does not answer", e);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException or ArgumentException)
        {
            throw new EngineException(ErrorKind.System, "the name server cannot be spoken to: " + e.Message, e);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>To one that runs, of this version if that can be had; null if none does and none is needed.</summary>
    private async Task<ControlConnection?> ConnectAsync(bool isNeeded, CancellationToken cancellationToken)
    {
        var running = await ControlConnection.TryConnectAsync(SocketPath, cancellationToken);
        if (running is null)
            return isNeeded ? await StartAsync(cancellationToken) : null;
        if (_isCurrent || !_start.IsPossible)
            return running;
        if (await running.WhoAsync(cancellationToken) is not var (pid, identity))
        {
            // It has ended meanwhile.
            running.Dispose();
            return isNeeded ? await StartAsync(cancellationToken) : null;
        }

        (_pid, _isCurrent) = (pid, true);
        return identity == _start.Identity || !isNeeded || await ReplaceAsync(running, cancellationToken) is not { } next ? running : next;
    }

    /// <summary>The former answers until the new one does.</summary>
    /// <returns>Null if the new one does not: better the former than none.</returns>
    private async Task<ControlConnection?> ReplaceAsync(ControlConnection former, CancellationToken cancellationToken)
    {
        var (pid, next) = await _start.BeginAsync(cancellationToken);
        if (await next.TellAsync(ControlLines.Reload, cancellationToken) is not { HasEnded: false })
        {
            next.Dispose();
            _log.NameServerNotReplaced(_start.LastWords());
            return null;
        }

        _mayEnd = true;
        using (former)
            await former.TellAsync(ControlLines.End, cancellationToken);
        Take(pid);
        return next;
    }

    private async Task<ControlConnection> StartAsync(CancellationToken cancellationToken)
    {
        var (pid, control) = await _start.BeginAsync(cancellationToken);
        Take(pid);
        return control;
    }

    private void Take(int pid)
    {
        _start.Publish(SocketPath);
        (_pid, _isCurrent, _mayEnd, _started) = (pid, true, false, Stopwatch.GetTimestamp());
    }

    /// <summary>One that hangs: what it keeps goes with it.</summary>
    private void Kill()
    {
        // First the handle, then the look: what the handle is of cannot change any more.
        using var process = _pid == 0 ? null : PidFd.Find(_pid);
        if (process is null || !_start.IsOurs(_pid))
            return;
        _log.NameServerHangs(_pid);
        process.Signal(SigKill);
        _pid = 0;
    }

    /// <summary>A connection on which nothing is said ends with it.</summary>
    private async Task WatchAsync()
    {
        var started = _started;
        try
        {
            using var control = await ControlConnection.TryConnectAsync(SocketPath, _stopping);
            if (control is not null)
                await control.HearAsync(_stopping);
            if (_mayEnd || started != _started)
                return;
            _log.NameServerEnded(_start.LastWords());
            var rest = ShortestLife - Stopwatch.GetElapsedTime(started);
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, _stopping);
            if (started == _started)
                Lost?.Invoke();
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is this daemon that ends.
        }
    }
}
