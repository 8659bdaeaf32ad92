using System.Text;

namespace EngineApi.Engine.Containers.Checkpoints;

/// <summary>Why CRIU failed. runc hands on that it did; the reason is in the log that CRIU leaves in its work directory.</summary>
internal static class CriuLog
{
    public const string OfCheckpoint = "dump.log";
    public const string OfRestore = "restore.log";

    /// <summary>Bytes; what makes CRIU give up is near the log's end.</summary>
    private const int Tail = 1 << 20;

    /// <summary>The first errors tell the cause; the last one, what came of it.</summary>
    private const int FirstLines = 3;

    /// <summary>What runc said, in words that tell what to do where it can be known, and CRIU's errors.</summary>
    /// <param name="workDirectory">CRIU's, with its log.</param>
    public static string Explain(string said, string workDirectory, string log)
    {
        said = WithoutPaths(said);
        if (said.Contains("\"criu\": executable file not found", StringComparison.Ordinal))
            return $"CRIU is not installed where containerd runs: {said}";
        var errors = Errors(Path.Combine(workDirectory, log));
        // It looks at the kernel before anything else.
        if (errors.Contains("kerndat", StringComparison.Ordinal) || said.Contains("CRIU version check failed", StringComparison.Ordinal))
            said = $"CRIU does not work with this kernel, \"criu check\" tells more: {said}";
        return errors.Length == 0 ? said : $"{said}: {errors}";
    }

    /// <summary>runc and containerd name logs that are gone by the time somebody reads this.</summary>
    private static string WithoutPaths(string said)
    {
        foreach (var pointer in new[] { "\nlog file:", " path= " })
        {
            if (said.IndexOf(pointer, StringComparison.Ordinal) is > 0 and var at)
                said = said[..at];
        }

        return said;
    }

    /// <summary>Its lines that are errors, without their time stamps; empty if there is no log.</summary>
    private static string Errors(string path)
    {
        if (!File.Exists(path))
            return "";
        using var file = File.OpenRead(path);
        file.Seek(-Math.Min(Tail, file.Length), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var errors = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            // (00.012345) Error (criu/mount.c:640): …
            if (line.IndexOf("Error (", StringComparison.Ordinal) is not (>= 0 and var at))
                continue;
            if (errors.Count > FirstLines)
                errors.RemoveAt(FirstLines);
            errors.Add(line[at..].Trim());
        }

        return string.Join("; ", errors);
    }
}
