using System.Globalization;

namespace EngineApi.Names.Control;

/// <summary>Which executable a process runs, as it was when the process began: what takes its place at its path later is another one.</summary>
public static class ProgramIdentity
{
    /// <summary>Of this process.</summary>
    public static string OfThisProcess() => Of(Environment.ProcessPath is { } program && !IsHost(program) ? program : Environment.GetCommandLineArgs()[0]);

    /// <param name="commandLine">A program, or <c>dotnet</c> and a program.</param>
    public static string Of(IReadOnlyList<string> commandLine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        return Of(IsHost(commandLine[0]) && commandLine.Count > 1 ? commandLine[1] : commandLine[0]);
    }

    private static string Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.FullName}:{file.Length}:{file.LastWriteTimeUtc.Ticks}") : path;
    }

    private static bool IsHost(string program) => Path.GetFileName(program) == "dotnet";
}
