using EngineApi.Linux;
using EngineApi.Linux.Memory;
using EngineApi.Server.Metrics;

namespace EngineApi.Server;

/// <summary>
/// Gives back what a busy time has brought into memory and a quiet one does not need: the program's own pages, which come back
/// from the page cache at a touch, and the garbage, which would otherwise wait for megabytes of further requests.
/// </summary>
internal sealed class MemoryAtRest(RequestCounts requests, TimeProvider time, ILogger<MemoryAtRest> log)
{
    /// <summary>No request was answered for so long.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    /// <summary>Less is not worth the work.</summary>
    private const long WorthIt = 6 << 20;

    private long _kept;

    /// <summary>Now, whatever it brings.</summary>
    public void Release()
    {
        if (Environment.ProcessPath is not { } program) return;
        try
        {
            log.PagesReleased(MappedFile.Release(program));
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        catch (Exception error) when (error is LinuxException or IOException or UnauthorizedAccessException)
        {
            log.PagesNotReleased(error); // it only takes more memory than it has to
        }

        _kept = Environment.WorkingSet;
    }

    /// <summary>After each busy time, until the token is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Quiet, time);
        var before = requests.Total;
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
            {
                var now = requests.Total;
                if (now == before && Environment.WorkingSet - _kept > WorthIt) Release();
                before = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The daemon ends.
        }
    }
}
