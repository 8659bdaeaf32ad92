using System.Diagnostics;

namespace EngineApi.Testing;

/// <summary>Whether an exit code can get lost.</summary>
public static class Exits
{
    private static readonly Lazy<bool> s_outlive = new(() => OperatingSystem.IsOSPlatformVersionAtLeast("linux", 6, 15) || ContainerdIs("1.6."));

    /// <summary>
    /// What ended while containerd was away has its own exit code, and not 255, when containerd is back. From 1.7 on containerd forgets such
    /// a task; then the kernel tells, if it can.
    /// </summary>
    public static bool OutliveContainerd => s_outlive.Value;

    private static bool ContainerdIs(string version)
    {
        using var asked = Process.Start(new ProcessStartInfo("containerd", "--version") { RedirectStandardOutput = true })!;
        return asked.StandardOutput.ReadToEnd().Split(' ') is [_, _, var said, ..] && said.TrimStart('v').StartsWith(version, StringComparison.Ordinal);
    }
}
