using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers;

/// <summary>Picks a container's lines out of the output of <c>ps</c>.</summary>
public static class ProcessTable
{
    /// <exception cref="EngineException">System: there is no PID column to go by.</exception>
    public static ContainerTop Select(string output, IReadOnlySet<int> pids)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var titles = Fields(lines.FirstOrDefault() ?? "", int.MaxValue);
        var pidColumn = titles.IndexOf("PID");
        if (pidColumn < 0)
            throw new EngineException(ErrorKind.System, "Couldn't find PID field in ps output");
        var answer = new ContainerTop { Titles = titles, Processes = [] };
        foreach (var line in lines.Skip(1))
        {
            var fields = Fields(line, titles.Count);
            if (fields.Count > pidColumn && int.TryParse(fields[pidColumn], out var pid) && pids.Contains(pid))
                answer.Processes.Add(fields);
        }

        return answer;
    }

    /// <summary>Columns are separated by blanks; the last one (the command) keeps its own.</summary>
    private static List<string> Fields(string line, int columns)
    {
        var fields = new List<string>();
        var rest = line.AsSpan().Trim();
        while (!rest.IsEmpty)
        {
            var end = fields.Count == columns - 1 ? -1 : rest.IndexOfAny(' ', '\t');
            if (end < 0)
                end = rest.Length;
            fields.Add(rest[..end].ToString());
            rest = rest[end..].TrimStart();
        }

        return fields;
    }
}
