namespace EngineApi.Containerd.Supervisor;

/// <summary>The last lines of a log file, for an error message.</summary>
internal static class LogTail
{
    private const int MaxBytes = 4096;
    private const int MaxLines = 10;

    /// <summary>The last lines after <paramref name="from"/> bytes; empty when there are none.</summary>
    public static async Task<string> ReadAsync(string path, long from)
    {
        if (!File.Exists(path))
        {
            return "";
        }
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Min(file.Length, Math.Max(from, file.Length - MaxBytes));
        using var reader = new StreamReader(file);
        var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join('\n', lines.TakeLast(MaxLines));
    }
}
