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

    private const int LongestTail = 16 << 10;

    public StdioThread(TimeProvider clock, ILogger<StdioThread> logger)
    {
        Clock = clock;
        Logger = logger;
        Reactor = new Reactor(failure => StdioLog.HandlerFailed(logger, failure));
    }

    public TimeProvider Clock { get; }

    public Reactor Reactor { get; }

    internal ILogger Logger { get; }

    /// <summary>Raw bytes of the batch at hand, with room for the unlogged begin of a line before them.</summary>
    internal byte[] Raw { get; } = GC.AllocateUninitializedArray<byte>(BatchBytes + LongestTail, pinned: true);

    /// <summary>Encoded lines of the batch at hand.</summary>
    internal ArrayBufferWriter<byte> Lines { get; } = new(BatchBytes * 2);

    public void Dispose() => Reactor.Dispose();
}
