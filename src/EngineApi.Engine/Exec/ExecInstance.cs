using EngineApi.Engine.Containers;
using EngineApi.Engine.Stdio;
using EngineApi.Wire.Exec;

namespace EngineApi.Engine.Exec;

/// <summary>One command to run, running, or having run in a container.</summary>
public sealed class ExecInstance(string id, Container container, ExecCreateRequest request)
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _claimed;

    /// <summary>64 hexadecimal digits.</summary>
    public string Id { get; } = id;

    public Container Container { get; } = container;

    public ExecCreateRequest Request { get; } = request;

    /// <summary>On the host; keeps its last value; 0 if the process never ran.</summary>
    public int Pid { get; private set; }

    /// <summary>Null until it has ended.</summary>
    public int? ExitCode { get; private set; }

    public bool Running => _started.Task.IsCompletedSuccessfully && !_exited.Task.IsCompleted;

    /// <summary>Completes when the process runs; faults when it could not be started.</summary>
    public Task Started => _started.Task;

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>When it ended; for the table's sweep.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The process's streams, once it is being started.</summary>
    public StdioHub? Stdio { get; internal set; }

    internal RetryGate Retry { get; } = new();

    /// <summary>Being started, or running.</summary>
    internal bool Unfinished => Volatile.Read(ref _claimed) == 1 && !_exited.Task.IsCompleted;

    /// <summary>True for the first caller only: a command runs once.</summary>
    internal bool Claim() => Interlocked.Exchange(ref _claimed, 1) == 0;

    internal void HasStarted(int pid)
    {
        Pid = pid;
        _started.TrySetResult();
    }

    /// <summary>A failed start ends it, too: with the shell's 126 or 127.</summary>
    internal void HasEnded(int exitCode, DateTimeOffset at)
    {
        ExitCode ??= exitCode;
        EndedAt ??= at;
        _started.TrySetCanceled();
        _exited.TrySetResult(exitCode);
    }
}
