using EngineApi.Engine.Stdio;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Fifos;

namespace EngineApi.Engine.Containers.Restore;

/// <summary>
/// The FIFOs of execs that an earlier daemon was about to start when it was killed. Their shim waits, with a lock taken, until somebody
/// has the other end open; until then it answers nobody. Dispose when the shims have answered.
/// </summary>
internal sealed class OrphanedExecs : IDisposable
{
    private readonly List<FileDescriptor> _open = [];

    private OrphanedExecs()
    {
    }

    /// <summary>Opens them all; what is gone or no FIFO is passed over.</summary>
    public static OrphanedExecs Open(string execRoot)
    {
        var orphans = new OrphanedExecs();
        var root = Path.Join(execRoot, "fifo");
        if (!Directory.Exists(root))
            return orphans;
        foreach (var directory in Directory.EnumerateDirectories(root).SelectMany(Directory.EnumerateDirectories))
        {
            if (Path.GetFileName(directory) == StdioPaths.Init)
                continue;
            foreach (var fifo in Directory.EnumerateFiles(directory))
                orphans.Add(fifo);
        }

        return orphans;
    }

    public void Dispose()
    {
        foreach (var fifo in _open)
            fifo.Dispose();
        _open.Clear();
    }

    private void Add(string fifo)
    {
        try
        {
            _open.Add(Fifo.OpenHolder(fifo));
        }
        catch (IOException)
        {
            // It went away meanwhile, and nobody waits for it.
        }
    }
}
