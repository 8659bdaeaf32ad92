using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Images;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Create;

/// <summary>From what a client asked for to what the container is: completed by its image, checked, with defaults filled in.</summary>
public sealed class CreateRequestSettlement(ContainerTable containers, NetworkingSettlement networking, HostFacts host, EngineOptions options, TimeProvider time)
{
    /// <returns>The settings, and what the client has to be warned of.</returns>
    /// <exception cref="EngineException">InvalidParameter for the first rule broken.</exception>
    public (ContainerSettings Settings, List<string> Warnings) Settle(string id, ContainerCreateRequest request, ResolvedImage image)
    {
        var config = PlainConfig(request);
        var hostConfig = request.HostConfig ?? new HostConfig();
        ImageConfigMerge.Apply(config, image.Config);
        var warnings = HostConfigRules.Apply(config, hostConfig, host, options);
        var binds = new BindDefaults(options.DataRoot, request.ReadOnlyNonRecursive);
        foreach (var bind in MountRequests.Read(config, hostConfig, static _ => true).OfType<BindRequest>())
            binds.Check(bind);
        PinContainers(hostConfig);
        if (config.Hostname.Length == 0)
            config.Hostname = NamespaceMode.IsHost(hostConfig.NetworkMode) ? Environment.MachineName : HexId.Short(id);
        var settings = new ContainerSettings
        {
            Created = time.GetUtcNow(),
            ImageId = image.Id,
            ImageManifestDigest = image.Manifest.Digest,
            ImageTarget = image.Image.Content.Target.Digest,
            ImageChainId = image.ChainId,
            Os = image.Os,
            Config = config,
            HostConfig = hostConfig,
            NetworkingConfig = networking.Settle(config, hostConfig, request.NetworkingConfig),
            BindDefaults = binds,
        };
        return (settings, warnings);
    }

    /// <summary>
    /// A container joined by name stays joined when that one is renamed. One that is not there is the start's to refuse: clients
    /// take a create's 404 for a missing image, and pull.
    /// </summary>
    private void PinContainers(HostConfig config)
    {
        config.NetworkMode = Pin(config.NetworkMode);
        config.PidMode = Pin(config.PidMode);
        config.IpcMode = Pin(config.IpcMode);

        string Pin(string mode) => NamespaceMode.ContainerOf(mode) is { Length: > 0 } name && containers.FindOrNull(name) is { } other
            ? "container:" + other.Id
            : mode;
    }

    /// <summary>The request without its other two halves: inspect shows them elsewhere.</summary>
    private static ContainerConfig PlainConfig(ContainerCreateRequest request) => new()
    {
        Hostname = request.Hostname,
        Domainname = request.Domainname,
        User = request.User,
        AttachStdin = request.AttachStdin,
        AttachStdout = request.AttachStdout,
        AttachStderr = request.AttachStderr,
        ExposedPorts = request.ExposedPorts,
        Tty = request.Tty,
        OpenStdin = request.OpenStdin,
        StdinOnce = request.StdinOnce,
        Env = request.Env,
        Cmd = request.Cmd,
        Healthcheck = request.Healthcheck,
        ArgsEscaped = request.ArgsEscaped,
        Image = request.Image,
        Volumes = request.Volumes,
        WorkingDir = request.WorkingDir,
        Entrypoint = request.Entrypoint,
        NetworkDisabled = request.NetworkDisabled,
        MacAddress = request.MacAddress,
        OnBuild = request.OnBuild,
        Labels = request.Labels,
        StopSignal = request.StopSignal,
        StopTimeout = request.StopTimeout,
        Shell = request.Shell,
    };
}
