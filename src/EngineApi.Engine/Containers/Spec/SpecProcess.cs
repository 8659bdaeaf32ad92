using EngineApi.Engine.Oci;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>The container's first process.</summary>
internal static class SpecProcess
{
    public static OciProcess For(SpecInput input, OciUser user, IReadOnlyList<string> capabilities, SecurityOptions security)
    {
        var config = input.Config;
        var hostConfig = input.HostConfig;
        return new OciProcess
        {
            Args = [.. WithInit(input), .. Command(config.Entrypoint, config.Cmd)],
            Cwd = config.WorkingDir.Length == 0 ? "/" : config.WorkingDir,
            Env = SpecEnvironment.For(config.Hostname, config.Tty, config.Env),
            Terminal = config.Tty,
            ConsoleSize = ConsoleSizeOf(config.Tty, hostConfig.ConsoleSize.Height, hostConfig.ConsoleSize.Width),
            User = user,
            Capabilities = SpecSecurity.CapabilitiesFor(capabilities, user.Uid),
            Rlimits = SpecUlimits.For(hostConfig.Ulimits, input.DefaultUlimits),
            NoNewPrivileges = security.NoNewPrivileges,
            ApparmorProfile = SpecSecurity.AppArmorFor(security, hostConfig.Privileged, input.Host),
            OomScoreAdj = hostConfig.OomScoreAdj,
        };
    }

    /// <summary>Whether an init goes in front; in somebody else's pid namespace it would not be pid 1.</summary>
    public static bool HasInit(SpecInput input) => input.HostConfig.Init == true && NamespaceMode.IsOwn(input.HostConfig.PidMode);

    /// <exception cref="EngineException">There is neither an entrypoint nor a command.</exception>
    public static IReadOnlyList<string> Command(IReadOnlyList<string>? entrypoint, IReadOnlyList<string>? command)
    {
        string[] args = [.. entrypoint ?? [], .. command ?? []];
        return args.Length > 0 ? args : throw EngineException.InvalidParameter("no command specified");
    }

    public static OciConsoleSize? ConsoleSizeOf(bool tty, uint height, uint width) =>
        tty && height > 0 && width > 0 ? new OciConsoleSize { Height = height, Width = width } : null;

    private static string[] WithInit(SpecInput input)
    {
        if (!HasInit(input))
            return [];
        return input.Host.InitPath is not null
            ? [InitBinary.Destination, "--"]
            : throw new EngineException(ErrorKind.System, "exec: \"docker-init\": executable file not found in $PATH");
    }
}
