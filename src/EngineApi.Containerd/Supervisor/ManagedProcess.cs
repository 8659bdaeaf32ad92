using System.Diagnostics;
using System.Globalization;
using EngineApi.Linux.Epoll;
using EngineApi.Linux.Processes;

namespace EngineApi.Containerd.Supervisor;

/// <summary>One running containerd of ours: started by this process, or left running by an earlier one.</summary>
internal sealed class ManagedProcess : IDisposable
{
    private const int SigTerm = 15;
    private const int SigKill = 9;

    // The shell records its pid, which exec keeps; a session of its own keeps a terminal's Ctrl-C away from containerd; a log file
    // rather than a pipe lets it outlive us.
    private const string Launch = """echo $$ >"$1" && exec setsid "$2" --config "$3" >>"$4" 2>&1 </dev/null""";

    private readonly PidFd _pidFd;

    // Held because the runtime reaps only children whose Process object lives.
    private readonly Process? _child;

    private ManagedProcess(int pid, PidFd pidFd, Process? child) => (Pid, _pidFd, _child) = (pid, pidFd, child);

    public int Pid { get; }

    public bool HasExited => _pidFd.HasExited;

    /// <exception cref="ContainerdException">Unavailable when not even a shell could be started.</exception>
    public static ManagedProcess Start(string executable, ManagedPaths paths)
    {
        var child = new Process { StartInfo = new("/bin/sh") { UseShellExecute = false } };
        foreach (var argument in (string[])["-c", Launch, "engineapi", paths.PidFile, executable, paths.Config, paths.Log])
        {
            child.StartInfo.ArgumentList.Add(argument);
        }
        try
        {
            child.Start();
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            child.Dispose();
            throw new ContainerdException(ContainerdErrorKind.Unavailable, $"cannot start {executable}: {error.Message}", error);
        }
        // The pid cannot be another process's yet: the child is reaped, at the earliest, when its Process object has seen the exit.
        return PidFd.Find(child.Id) is { } pidFd
            ? new(child.Id, pidFd, child)
            : throw new ContainerdException(ContainerdErrorKind.Unavailable, $"{executable} ended at once");
    }

    /// <summary>The containerd that the pid file names, if it lives and is the one of these paths.</summary>
    public static ManagedProcess? Find(ManagedPaths paths)
    {
        if (!File.Exists(paths.PidFile)
            || !int.TryParse(File.ReadAllText(paths.PidFile).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || PidFd.Find(pid) is not { } pidFd)
        {
            return null;
        }
        // Only now, when the number cannot change hands any more, does its command line prove anything.
        if (CommandLine(pid).Contains(paths.Config) && !pidFd.HasExited)
        {
            return new(pid, pidFd, child: null);
        }
        pidFd.Dispose();
        return null;
    }

    /// <summary>Ends when containerd does.</summary>
    public Task ExitedAsync(Reactor reactor, CancellationToken cancellationToken) => _pidFd.ExitedAsync(reactor, cancellationToken);

    /// <summary>SIGTERM, and SIGKILL when that takes too long. Shims are in sessions of their own and go on.</summary>
    public async Task StopAsync(Reactor reactor, TimeSpan timeout, TimeProvider time)
    {
        _pidFd.Signal(SigTerm);
        using var deadline = new CancellationTokenSource(timeout, time);
        try
        {
            await ExitedAsync(reactor, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync(reactor);
        }
    }

    public async Task KillAsync(Reactor reactor)
    {
        _pidFd.Signal(SigKill);
        await ExitedAsync(reactor, CancellationToken.None);
    }

    public void Dispose()
    {
        _pidFd.Dispose();
        _child?.Dispose();
    }

    private static string[] CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }
}
