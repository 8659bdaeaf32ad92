using EngineApi.Engine;

namespace EngineApi.Server.Options;

/// <summary>Joins command line and configuration file. What is said in both is an error, as it is for dockerd.</summary>
internal static class SettingsReader
{
    /// <exception cref="OptionException">With the one line to show.</exception>
    public static DaemonSettings Read(IReadOnlyList<string> arguments, string defaultFile = ConfigurationFile.DefaultPath)
    {
        var options = DaemonOptions.All;
        var flags = new CommandLine(options).Parse(arguments);
        var settings = new DaemonSettings();
        // Asking for help must work whatever the file says.
        foreach (var name in (string[])["help", "version"])
        {
            settings = Apply(settings, options.First(o => o.Name == name), flags.GetValueOrDefault(name));
            if (settings.Action != DaemonAction.Run) return settings;
        }

        var named = flags.GetValueOrDefault(DaemonOptions.ConfigFile)?[^1];
        var path = named ?? defaultFile;
        // The default file need not be there; one that was named must.
        var file = named is not null || File.Exists(path) ? new ConfigurationFile(options, path).Read() : [];
        RefuseConflicts(options, flags, file, path);
        foreach (var option in options)
            settings = Apply(settings, option, flags.GetValueOrDefault(option.Name) ?? file.GetValueOrDefault(option.Name));
        return Checked(settings);
    }

    private static DaemonSettings Checked(DaemonSettings settings)
    {
        try
        {
            EngineOptionsRules.Check(settings.Engine);
            return settings;
        }
        catch (EngineException error)
        {
            throw new OptionException(error.Message, error);
        }
    }

    private static DaemonSettings Apply(DaemonSettings settings, DaemonOption option, List<string>? values)
    {
        if (values is not { Count: > 0 }) return settings;
        try
        {
            return option.Apply(settings, values);
        }
        catch (FormatException error)
        {
            throw new OptionException($"invalid argument \"{string.Join(',', values)}\" for \"--{option.Name}\" flag: {error.Message}", error);
        }
    }

    private static void RefuseConflicts(
        IReadOnlyList<DaemonOption> options, Dictionary<string, List<string>> flags, Dictionary<string, List<string>> file, string path)
    {
        var both = options.Where(o => flags.ContainsKey(o.Name) && file.ContainsKey(o.Name))
            .Select(o => $"{o.Key}: (from flag: {Shown(o, flags)}, from file: {Shown(o, file)})").ToArray();
        if (both.Length == 0) return;
        throw new OptionException($"unable to configure the engine with file {path}: the following directives are specified "
            + $"both as a flag and in the configuration file: {string.Join(", ", both)}");
    }

    private static string Shown(DaemonOption option, Dictionary<string, List<string>> given) =>
        option.Kind is OptionKind.Flag or OptionKind.Value ? given[option.Name][^1] : $"[{string.Join(' ', given[option.Name])}]";
}
