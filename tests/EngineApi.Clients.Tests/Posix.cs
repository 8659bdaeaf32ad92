using System.Diagnostics;

namespace EngineApi.Clients.Tests;

internal static class Posix
{
    /// <summary>SIGTERM; the runtime's own Kill only knows SIGKILL.</summary>
    public static async Task TerminateAsync(int pid)
    {
        using var kill = Process.Start("kill", ["-TERM", pid.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }
}
