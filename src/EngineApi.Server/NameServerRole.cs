namespace EngineApi.Server;

/// <summary>This executable as the process that answers containers' questions for names: <c>engineapi name-server DIRECTORY</c>. No option: only the daemon starts it.</summary>
internal static class NameServerRole
{
    public const string Argument = "name-server";

    /// <summary>The command line, before the directory. Run by <c>dotnet</c>, the program is its first argument.</summary>
    public static IReadOnlyList<string> CommandLine => Environment.ProcessPath is not { } program
        ? []
        : Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Path.GetFullPath(Environment.GetCommandLineArgs()[0]), Argument] : [program, Argument];
}
