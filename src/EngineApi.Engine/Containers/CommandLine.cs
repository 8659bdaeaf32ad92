namespace EngineApi.Engine.Containers;

/// <summary>Entrypoint and command as one: the program, and its arguments.</summary>
internal static class CommandLine
{
    public static (string Path, List<string> Args) Of(Wire.Containers.ContainerConfig config)
    {
        IEnumerable<string> all = [.. config.Entrypoint ?? [], .. config.Cmd ?? []];
        return (all.FirstOrDefault() ?? "", [.. all.Skip(1)]);
    }

    /// <summary>For <c>docker ps</c>: arguments with blanks in single quotes.</summary>
    public static string Show(Wire.Containers.ContainerConfig config)
    {
        var (path, args) = Of(config);
        return string.Join(' ', args.Select(arg => arg.Contains(' ', StringComparison.Ordinal) ? $"'{arg}'" : arg).Prepend(path));
    }
}
