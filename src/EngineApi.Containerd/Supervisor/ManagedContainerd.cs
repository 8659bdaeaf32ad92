using EngineApi.Linux.Epoll;
using Microsoft.Extensions.Logging;

namespace EngineApi.Containerd.Supervisor;

/// <summary>Starts a managed containerd, or takes over one that an earlier run left, and knows when it answers.</summary>
internal sealed class ManagedContainerd(SupervisorOptions options, ILogger logger, Reactor reactor)
{
    private const long LargestLog = 1 << 20;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    public ManagedPaths Paths { get; } = new(options.DataRoot, options.ExecRoot);

    /// <summary>The containerd of an earlier run; null when there is none, or when it was silent and had to be killed.</summary>
    public async Task<ManagedProcess?> AdoptAsync(CancellationToken cancellationToken)
    {
        if (ManagedProcess.Find(Paths) is not { } process)
        {
            return null;
        }
        try
        {
            var version = await AnswersAsync(process, logStart: 0, cancellationToken);
            logger.Adopted(version, process.Pid, Paths.Socket);
            return process;
        }
        catch (ContainerdException error)
        {
            logger.Silent(process.Pid, error.Message);
            await process.KillAsync(reactor);
            process.Dispose();
            return null;
        }
    }

    /// <exception cref="ContainerdException">Unavailable, with the last lines of containerd's log.</exception>
    public async Task<ManagedProcess> StartAsync(CancellationToken cancellationToken)
    {
        PrepareFiles();
        var logStart = File.Exists(Paths.Log) ? new FileInfo(Paths.Log).Length : 0;
        var process = ManagedProcess.Start(options.Executable, Paths);
        try
        {
            var version = await AnswersAsync(process, logStart, cancellationToken);
            logger.Started(version, process.Pid, Paths.Socket);
            return process;
        }
        catch
        {
            await process.KillAsync(reactor);
            process.Dispose();
            File.Delete(Paths.PidFile);
            throw;
        }
    }

    private void PrepareFiles()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException("a managed containerd needs Linux; give an address instead");
        }
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode passers = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        // Others must be able to pass through to root file systems of containers in user namespaces.
        Directory.CreateDirectory(Paths.Root, owner | passers);
        Directory.CreateDirectory(Paths.Exec, owner | passers);
        File.WriteAllText(Paths.Config, ManagedConfig.Toml(Paths, options.LogLevel));
        if (File.Exists(Paths.Log) && new FileInfo(Paths.Log).Length > LargestLog)
        {
            File.Move(Paths.Log, Paths.OlderLog, overwrite: true);
        }
    }

    /// <summary>Asks until containerd answers; its version.</summary>
    private async Task<string> AnswersAsync(ManagedProcess process, long logStart, CancellationToken cancellationToken)
    {
        using var client = new ContainerdClient(Paths.Socket, "default");
        using var deadline = new CancellationTokenSource(options.StartTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var exited = process.ExitedAsync(reactor, either.Token);
        try
        {
            for (var pause = FirstPause; !process.HasExited; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                try
                {
                    return (await client.VersionAsync(either.Token)).Version;
                }
                catch (ContainerdException error) when (error.IsTransient)
                {
                    await Task.WhenAny(exited, Task.Delay(pause, options.Time, either.Token));
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw await FailureAsync($"containerd did not answer at {Paths.Socket} within {options.StartTimeout.TotalSeconds:0.###} s", logStart);
        }
        finally
        {
            await either.CancelAsync();
            await exited.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        throw await FailureAsync("containerd ended before it answered", logStart);
    }

    private async Task<ContainerdException> FailureAsync(string what, long logStart)
    {
        var tail = await LogTail.ReadAsync(Paths.Log, logStart);
        return new(ContainerdErrorKind.Unavailable, tail.Length > 0 ? $"{what}; its log ({Paths.Log}) ends with:\n{tail}" : what);
    }
}
