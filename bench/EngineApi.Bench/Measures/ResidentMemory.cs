using System.Globalization;

namespace EngineApi.Bench.Measures;

/// <summary>Resident memory of a process, from proc(5).</summary>
internal static class ResidentMemory
{
    /// <returns>MB of 10^6 bytes.</returns>
    public static double Megabytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
