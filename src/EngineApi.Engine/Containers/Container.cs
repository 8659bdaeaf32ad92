using EngineApi.Containerd.Events;
using EngineApi.Engine.Containers.Restart;
using EngineApi.Engine.Stdio;
using EngineApi.Wire;

namespace EngineApi.Engine.Containers;

/// <summary>
/// A container: its current snapshot, the mailbox that serialises its changes, and what lives as long as it does.
/// </summary>
public sealed class Container(ContainerSnapshot initial, StdioHub stdio)
{
    private ContainerSnapshot _current = initial;
    private TaskCompletionSource? _change;
    private volatile bool _isUnseen;

    public string Id { get; } = initial.Id;

    public Mailbox Mailbox { get; } = new();

    /// <summary>
    /// One exec after the other has its process started. The shim of containerd 1.6 starts them one by one in any case, and its
    /// report of an exit waits behind every start that it was told of: some thirty of them, and it stands still for minutes. Those of
    /// 1.7 and 2.1 take sixty at once, and gain nothing by it.
    /// </summary>
    internal Mailbox ExecStarts { get; } = new();

    /// <summary>Collects and fans out the container's streams, from its creation to its removal.</summary>
    public StdioHub Stdio { get; } = stdio;

    public ExitSignal Exits { get; } = new();

    /// <summary>
    /// Something of an ended, failed or lost run may still be there, above all its task: the next start or the removal clears it
    /// away. Only for transitions in the <see cref="Mailbox"/>.
    /// </summary>
    internal bool NeedsTeardown { get; set; }

    /// <summary>How often in a row its shim did not answer.</summary>
    internal int Silences { get; set; }

    /// <summary>
    /// It is shown as dead because its shim does not answer, and may be alive: it is asked on, and nothing is removed meanwhile that was
    /// not asked for. Only for transitions in the <see cref="Mailbox"/>.
    /// </summary>
    internal bool GivenUp { get; set; }

    /// <summary>
    /// It ran when the daemon was last there, and nobody has looked since. Should it have ended, its restart is the daemon's and not one
    /// that its policy counts. Only transitions in the <see cref="Mailbox"/> set it.
    /// </summary>
    internal bool IsUnseen
    {
        get => _isUnseen;
        set => _isUnseen = value;
    }

    /// <summary>The latest exit event of its first process; of which run, its pid says.</summary>
    internal TaskExited? LastSeenExit { get; set; }

    internal FirstProcess FirstProcess { get; } = new();

    /// <summary>The wait for the next start while it is <see cref="ContainerStatus.Restarting"/>. Only for transitions in the <see cref="Mailbox"/>.</summary>
    internal CancellationTokenSource? Restart { get; set; }

    internal RestartBackoff Backoff { get; } = new();

    internal RetryGate Retry { get; } = new();

    public ContainerSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Makes a change visible. Only a transition in the <see cref="Mailbox"/> may call it.</summary>
    internal ContainerSnapshot Swap(ContainerSnapshot next)
    {
        FirstProcess.Follow(next.Pid);
        Volatile.Write(ref _current, next);
        Interlocked.Exchange(ref _change, null)?.SetResult();
        return next;
    }

    /// <summary>As <see cref="Swap"/>, once somebody has looked: who finds it seen finds what was seen.</summary>
    internal ContainerSnapshot SwapSeen(ContainerSnapshot next)
    {
        Volatile.Write(ref _current, next);
        _isUnseen = false;
        return Swap(next);
    }

    /// <summary>Returns when something holds that only a <see cref="Swap"/> can make true.</summary>
    internal async Task UntilAsync(Func<Container, bool> holds, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            next = Interlocked.CompareExchange(ref _change, next, null) ?? next;
            if (holds(this))
                return;
            await next.Task.WaitAsync(cancellationToken);
        }
    }

    public override string ToString() => $"{Current.Name} ({HexId.Short(Id)})";
}
