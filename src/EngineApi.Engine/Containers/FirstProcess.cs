using EngineApi.Linux;
using EngineApi.Linux.Processes;

namespace EngineApi.Engine.Containers;

/// <summary>
/// A hold on a container's first process, so that the kernel can say how it ended where containerd cannot: from 1.7 on, a containerd that is
/// started forgets every task whose process has ended meanwhile.
/// </summary>
internal sealed class FirstProcess
{
    private PidFd? _process;

    /// <summary>The process's number, 0 for none.</summary>
    public int Pid { get; private set; }

    /// <summary>0–255; null if it lives, if there was none, or if the kernel (before 6.15) cannot tell.</summary>
    public int? ExitCode => _process?.ExitCode;

    /// <summary>That it lives, and its number is still its own. False as well if it could not be held.</summary>
    public bool IsAlive => _process is { HasExited: false };

    public void Follow(int pid)
    {
        if (pid == Pid)
            return;
        _process?.Dispose();
        (Pid, _process) = (pid, pid > 0 ? Hold(pid) : null);
    }

    private static PidFd? Hold(int pid)
    {
        try
        {
            return PidFd.Find(pid);
        }
        catch (LinuxException)
        {
            return null; // No descriptor is left, say: no reason to fail a start.
        }
    }
}
