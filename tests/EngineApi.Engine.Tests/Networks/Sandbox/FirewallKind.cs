using System.Diagnostics;
using EngineApi.Testing;

namespace EngineApi.Engine.Tests.Networks.Sandbox;

/// <summary>Which iptables this machine has.</summary>
internal static class FirewallKind
{
    /// <summary>Over nf_tables, the kernel says what is taken out.</summary>
    public static async Task<bool> TellsOfChangesAsync()
    {
        using var version = Process.Start(new ProcessStartInfo(Tools.PathOf("iptables")!, ["--version"]) { RedirectStandardOutput = true })!;
        var text = await version.StandardOutput.ReadToEndAsync();
        await version.WaitForExitAsync();
        return text.Contains("nf_tables", StringComparison.Ordinal);
    }
}
