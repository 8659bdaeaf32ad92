namespace EngineApi.Containerd.Tasks;

/// <summary>
/// The FIFOs (or other URIs the shim knows) a process is connected to. All empty means /dev/null; without a terminal stdout and stderr
/// go together: the runc shim refuses to start a process that has one and lacks the other.
/// </summary>
/// <param name="Stdin">The shim opens it for reading.</param>
/// <param name="Stdout">The shim opens it for writing; with a terminal it carries stderr too.</param>
/// <param name="Stderr">Must be empty with a terminal.</param>
/// <param name="Terminal">Give the process a pseudo terminal.</param>
public sealed record ProcessIO(string Stdin = "", string Stdout = "", string Stderr = "", bool Terminal = false)
{
    public static ProcessIO None { get; } = new();
}
