using EngineApi.Containerd.Tasks;
using EngineApi.Linux.Fifos;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// The FIFOs of one process: <c>EXEC-ROOT/fifo/CONTAINER-ID/{init|EXEC-ID}/{stdin,stdout,stderr}</c>. Derivable from
/// the ids alone, so that a gateway that comes back finds them again. A process with a TTY has no stderr.
/// </summary>
public sealed record StdioPaths(string Directory, string? Stdin, string Stdout, string? Stderr)
{
    /// <summary>The name of the directory of a container's first process.</summary>
    internal const string Init = "init";

    /// <param name="execRoot">See <see cref="EngineOptions"/>.</param>
    /// <param name="containerId">Full id.</param>
    /// <param name="execId">Empty for the container's first process.</param>
    /// <param name="stdin">Whether the process reads from a client (OpenStdin, AttachStdin).</param>
    /// <param name="tty">Whether it has a terminal.</param>
    public static StdioPaths For(string execRoot, string containerId, string execId, bool stdin, bool tty)
    {
        var directory = Path.Join(execRoot, "fifo", containerId, execId.Length == 0 ? Init : execId);
        return new StdioPaths(
            directory,
            stdin ? Path.Join(directory, "stdin") : null,
            Path.Join(directory, "stdout"),
            tty ? null : Path.Join(directory, "stderr"));
    }

    /// <summary>As containerd is told.</summary>
    public ProcessIO ToProcessIO() => new(Stdin ?? "", Stdout, Stderr ?? "", Terminal: Stderr is null);

    /// <summary>Makes the FIFOs anew; ones of an earlier run under the same name are removed first.</summary>
    public void Create()
    {
        Remove();
        global::System.IO.Directory.CreateDirectory(Directory);
        foreach (var path in All)
            Fifo.Create(path);
    }

    public void Remove()
    {
        if (global::System.IO.Directory.Exists(Directory))
            global::System.IO.Directory.Delete(Directory, recursive: true);
    }

    private IEnumerable<string> All => new[] { Stdin, Stdout, Stderr }.OfType<string>();
}
