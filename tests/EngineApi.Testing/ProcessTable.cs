using EngineApi.Linux.Processes;

namespace EngineApi.Testing;

/// <summary>The processes of the machine (proc_pid_cmdline(5)).</summary>
public static class ProcessTable
{
    public sealed record Entry(int Pid, IReadOnlyList<string> CommandLine);

    /// <summary>Every process that has a command line: kernel threads and zombies have none.</summary>
    public static IEnumerable<Entry> All()
    {
        foreach (var pid in ProcessIds.All())
        {
            if (Read($"/proc/{pid}/cmdline") is { Length: > 0 } commandLine)
                yield return new(pid, commandLine.TrimEnd('\0').Split('\0'));
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return ""; // It ended meanwhile.
        }
    }
}
