using EngineApi.Engine.Containers.Spec;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Completes what a create request says with what its image says.</summary>
public static class ImageConfigMerge
{
    /// <summary>Changes <paramref name="config"/> in place.</summary>
    /// <exception cref="EngineException">Neither names a command.</exception>
    public static void Apply(ContainerConfig config, ContainerConfig image)
    {
        if (config.User.Length == 0)
            config.User = image.User;
        if (config.WorkingDir.Length == 0)
            config.WorkingDir = image.WorkingDir;
        config.StopSignal ??= image.StopSignal;
        config.Shell ??= image.Shell;
        config.ExposedPorts = Union(config.ExposedPorts, image.ExposedPorts);
        config.Volumes = Union(config.Volumes, image.Volumes);
        config.Labels = Union(config.Labels, image.Labels) ?? [];
        MergeEnvironment(config, image);
        MergeCommand(config, image);
        MergeHealth(config, image);
    }

    private static void MergeEnvironment(ContainerConfig config, ContainerConfig image)
    {
        if (image.Env is not { Count: > 0 })
            return;
        var set = (config.Env ?? []).Select(SpecEnvironment.NameOf).ToHashSet(StringComparer.Ordinal);
        config.Env = [.. config.Env ?? [], .. image.Env.Where(entry => !set.Contains(SpecEnvironment.NameOf(entry)))];
    }

    // An entrypoint of the request's own stands without the image's command; one empty string resets the image's.
    private static void MergeCommand(ContainerConfig config, ContainerConfig image)
    {
        if (config.Entrypoint is not { Count: > 0 })
        {
            if (config.Cmd is not { Count: > 0 })
            {
                config.Cmd = image.Cmd;
                config.ArgsEscaped = image.ArgsEscaped;
            }
            config.Entrypoint ??= image.Entrypoint;
        }
        if (config.Entrypoint is [""])
            config.Entrypoint = null;
        if (config.Entrypoint is not { Count: > 0 } && config.Cmd is not { Count: > 0 })
            throw EngineException.InvalidParameter("no command specified");
    }

    private static void MergeHealth(ContainerConfig config, ContainerConfig image)
    {
        if (image.Healthcheck is not { } inherited)
            return;
        config.Healthcheck ??= new HealthConfig();
        var own = config.Healthcheck;
        own.Test ??= inherited.Test;
        own.Interval = own.Interval == 0 ? inherited.Interval : own.Interval;
        own.Timeout = own.Timeout == 0 ? inherited.Timeout : own.Timeout;
        own.StartPeriod = own.StartPeriod == 0 ? inherited.StartPeriod : own.StartPeriod;
        own.StartInterval = own.StartInterval == 0 ? inherited.StartInterval : own.StartInterval;
        own.Retries = own.Retries == 0 ? inherited.Retries : own.Retries;
    }

    private static Dictionary<string, T>? Union<T>(Dictionary<string, T>? own, Dictionary<string, T>? inherited)
    {
        if (inherited is not { Count: > 0 })
            return own;
        var union = new Dictionary<string, T>(own ?? []);
        foreach (var (key, value) in inherited)
            union.TryAdd(key, value);
        return union;
    }
}
