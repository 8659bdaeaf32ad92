using System.Globalization;
using EngineApi.Linux.Processes;
using EngineApi.Server.Listeners;

namespace EngineApi.Server;

/// <summary>Keeps a second instance from the same exec root, and tells scripts whom to signal. Removed at the end.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;

    private PidFile(string path) => _path = path;

    /// <exception cref="ListenException">The process named in the file is alive.</exception>
    public static PidFile Create(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // A container's engine often has the same number as its predecessor in the container before. One that was killed, and whose parent
        // has not looked yet, holds nothing any more.
        if (Read(path) is { } pid && pid != Environment.ProcessId && PidFd.IsAlive(pid))
            throw new ListenException($"process with PID {pid} is still running: stop it, or remove {path} if it is not an engine");
        File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new(path);
    }

    public void Dispose()
    {
        if (Read(_path) == Environment.ProcessId) File.Delete(_path);
    }

    private static int? Read(string path) =>
        File.Exists(path) && int.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? pid
            : null;
}
