using System.Globalization;

namespace EngineApi.Linux.Processes;

/// <summary>The numbers of the machine's processes (proc(5)).</summary>
public static class ProcessIds
{
    /// <summary>As they are found: some have ended when one looks closer, others have begun since.</summary>
    public static IEnumerable<int> All()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                yield return pid;
        }
    }
}
