using System.Text;

namespace EngineApi.Containerd.Supervisor;

/// <summary>Where everything of a managed containerd lies; derived from the two roots alone, so that the next run finds it.</summary>
internal sealed record ManagedPaths
{
    private const int LongestSocketPath = 107;
    private const string TtrpcSuffix = ".ttrpc";

    public ManagedPaths(string dataRoot, string execRoot)
    {
        Root = Path.Combine(Path.GetFullPath(dataRoot), "containerd");
        Exec = Path.Combine(Path.GetFullPath(execRoot), "containerd");
        if (Encoding.UTF8.GetByteCount(Socket + TtrpcSuffix) > LongestSocketPath)
        {
            throw new ContainerdException(
                ContainerdErrorKind.InvalidArgument,
                $"the exec root is too long for a unix socket: \"{Socket}{TtrpcSuffix}\" has more than {LongestSocketPath} bytes");
        }
    }

    public string Root { get; }

    public string Exec { get; }

    public string State => Path.Combine(Exec, "state");

    public string Socket => Path.Combine(Exec, "containerd.sock");

    public string TtrpcSocket => Socket + TtrpcSuffix;

    public string Config => Path.Combine(Exec, "containerd.toml");

    public string PidFile => Path.Combine(Exec, "containerd.pid");

    public string Log => Path.Combine(Exec, "containerd.log");

    public string OlderLog => Log + ".1";
}
