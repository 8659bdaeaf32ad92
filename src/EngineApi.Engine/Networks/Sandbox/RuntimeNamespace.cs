using EngineApi.Engine.Containers;
using EngineApi.Linux;
using EngineApi.Linux.Network;

namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>The namespace that the runtime has made for a container which is on no network.</summary>
internal static class RuntimeNamespace
{
    /// <summary>Keeps it, prepared, or leaves nothing.</summary>
    /// <param name="path">As of <see cref="NetworkNamespace.Keep"/>.</param>
    /// <param name="space">As of <see cref="NetworkNamespace.Keep"/>, by the number of the container's first process.</param>
    /// <param name="prepare">Happens inside.</param>
    /// <exception cref="EngineException">Conflict: its process has ended.</exception>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public static async Task KeepAsync(string path, string space, Container container, Action prepare)
    {
        NetworkNamespace.Keep(path, space);
        try
        {
            // The number may be another process's by now, and what it led to another's namespace, or the host's.
            if (!container.FirstProcess.IsAlive)
                throw EngineException.Conflict($"container {container.Id} is not running");
            await NetworkNamespace.RunAsync(path, _ =>
            {
                prepare();
                return true;
            });
        }
        catch
        {
            NetworkNamespace.Remove(path);
            throw;
        }
    }
}
