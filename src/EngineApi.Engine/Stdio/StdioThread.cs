using System.Buffers;
using EngineApi.Linux.Epoll;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// The one thread that reads the output of all processes, and the buffers it does that with. Hubs, logs and the
/// sending half of clients' queues are touched on this thread only.
/// </summary>
public sealed class StdioThread : IDisposable
{
    /// <summary>Most bytes of one read; it is also the capacity that a FIFO is given.</summary>
    internal const int BatchBytes = 256 << 10;

    /// <summary>Most clients of the gateway whose output waits in a file at one time.</summary>
    internal const int MostBacklogs = 16;

    private const int LongestTail = 16 << 10;

    /// <param name="clock">Of the log's time stamps and of grace periods.</param>
    /// <param name="logger">Of everything about streams.</param>
    /// <param name="execRoot">Where the FIFOs are; null if nothing is to keep them when the gateway is killed.</param>
    public StdioThread(TimeProvider clock, ILogger<StdioThread> logger, string? execRoot = null)
    {
        Clock = clock;
        Logger = logger;
        Reactor = new Reactor(failure => StdioLog.HandlerFailed(logger, failure));
        Holder = execRoot is null ? null : new OutputHolder(execRoot, Reactor, logger);
    }

    public TimeProvider Clock { get; }

    public Reactor Reactor { get; }

    internal OutputHolder? Holder { get; }

    internal ILogger Logger { get; }

    /// <summary>How many rotated logs are packed at one time.</summary>
    internal SemaphoreSlim Packing { get; } = new(2);

    /// <summary>How many files of clients that lag are open. This thread only.</summary>
    internal int Backlogs { get; set; }

    /// <summary>Raw bytes of the batch at hand, with room for the unlogged begin of a line before them.</summary>
    internal byte[] Raw { get; } = GC.AllocateUninitializedArray<byte>(BatchBytes + LongestTail, pinned: true);

    /// <summary>Encoded lines of the batch at hand.</summary>
    internal ArrayBufferWriter<byte> Lines { get; } = new(BatchBytes * 2);

    /// <summary>See <see cref="OutputHolder.EndFormerAsync"/>. Any thread.</summary>
    public Task EndFormerHoldersAsync() => Holder?.EndFormerAsync() ?? Task.CompletedTask;

    /// <summary>See <see cref="OutputHolder.LeaveAsync"/>. Any thread.</summary>
    public Task LeaveHolderAsync() => Holder?.LeaveAsync() ?? Task.CompletedTask;

    public void Dispose()
    {
        Reactor.Dispose();
        Holder?.Close();
        Packing.Dispose();
    }
}
