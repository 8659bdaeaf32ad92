using System.Diagnostics;

namespace EngineApi.Clients.Tests.Ancestors.Proofs;

/// <summary>Signals past the engine.</summary>
internal static class Kernel
{
    /// <param name="signal">By name, e.g. <c>TERM</c>.</param>
    /// <param name="pid">As the host numbers it.</param>
    public static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", ["-" + signal, $"{pid}"]);
        await kill.WaitForExitAsync();
    }
}
