using EngineApi.Engine.Oci;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Exec;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Makes the process that an exec adds to a running container.</summary>
public static class ExecProcessBuilder
{
    /// <param name="first">The container's own process: limits, labels and the working directory come from it.</param>
    /// <param name="users">The container's files, as they are now.</param>
    /// <exception cref="EngineException">No command, or a user that is not there.</exception>
    public static OciProcess Build(
        ExecCreateRequest exec, OciProcess first, ContainerConfig config, HostConfig hostConfig, UserDatabase users, HostFacts host)
    {
        if (exec.Cmd is not { Count: > 0 })
            throw EngineException.InvalidParameter("No exec command specified");
        var user = exec.User.Length == 0 ? first.User : SpecUser.For(exec.User, hostConfig.GroupAdd, users);
        var security = SecurityOptions.Parse(hostConfig.SecurityOpt);
        return first with
        {
            Args = exec.Cmd,
            Cwd = exec.WorkingDir.Length == 0 ? first.Cwd : exec.WorkingDir,
            Env = SpecEnvironment.Override(SpecEnvironment.For(config.Hostname, exec.Tty, config.Env), exec.Env),
            Terminal = exec.Tty,
            ConsoleSize = exec.ConsoleSize is { } size ? SpecProcess.ConsoleSizeOf(exec.Tty, size.Height, size.Width) : null,
            User = user,
            Capabilities = CapabilitiesOf(exec, user, hostConfig, host),
            ApparmorProfile = SpecSecurity.AppArmorFor(security, exec.Privileged || hostConfig.Privileged, host),
        };
    }

    private static OciCapabilities CapabilitiesOf(ExecCreateRequest exec, OciUser user, HostConfig hostConfig, HostFacts host)
    {
        var names = Capabilities.For(hostConfig.CapAdd, hostConfig.CapDrop, exec.Privileged || hostConfig.Privileged, host.BoundingCapabilities);
        return exec.Privileged
            ? new OciCapabilities { Bounding = names, Effective = names, Permitted = names }
            : SpecSecurity.CapabilitiesFor(names, user.Uid);
    }
}
