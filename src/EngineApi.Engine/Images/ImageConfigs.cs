using EngineApi.Wire.Containers;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images;

/// <summary>A container's configuration as image inspect shows it.</summary>
internal static class ImageConfigs
{
    public static ImageConfig From(ContainerConfig config) => new()
    {
        ArgsEscaped = config.ArgsEscaped,
        Cmd = config.Cmd,
        Entrypoint = config.Entrypoint,
        Env = config.Env,
        ExposedPorts = config.ExposedPorts,
        Healthcheck = config.Healthcheck,
        Labels = config.Labels,
        OnBuild = config.OnBuild,
        Shell = config.Shell,
        StopSignal = config.StopSignal,
        User = config.User,
        Volumes = config.Volumes,
        WorkingDir = config.WorkingDir,
    };
}
