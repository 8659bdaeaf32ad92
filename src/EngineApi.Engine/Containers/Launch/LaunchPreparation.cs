using System.Text.Json;
using EngineApi.Containerd;
using EngineApi.Containerd.Tasks;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Networks.Sandbox;
using EngineApi.Engine.Oci;
using EngineApi.Engine.Volumes;

namespace EngineApi.Engine.Containers.Launch;

/// <summary>
/// From a container as asked for to what containerd is told: its files are written, sources of its binds made, its volumes and images mounted,
/// the users of its root file system looked up, the namespaces it joins resolved, its networks joined, and the OCI spec built from all that.
/// </summary>
public sealed class LaunchPreparation(
    ContainerdClient containerd, ContainerStreams streams, JoinedNamespaces namespaces, ContainerNetworking networking, LaunchFiles files,
    SharedMemory sharedMemory, VolumeMounts volumes, MountSources sources, HostFacts host, EngineOptions options)
{
    /// <param name="rollback">Learns how to take back what has to be.</param>
    /// <exception cref="EngineException">The container cannot be started as configured.</exception>
    public async Task<PreparedLaunch> PrepareAsync(ContainerSnapshot container, Rollback rollback)
    {
        var settings = container.Settings;
        var rootfs = await containerd.Snapshots(options.Snapshotter).MountsAsync(container.Id, CancellationToken.None);
        await volumes.OpenAsync(container, rollback);
        var mounts = await sources.OpenAsync(container, rollback);
        BindSources.Prepare(mounts);
        mounts = BindPropagation.Check(mounts);
        var joined = namespaces.Resolve(container.Id, settings.HostConfig);
        var network = await networking.JoinAsync(container, rollback);
        var spec = ContainerSpecBuilder.Build(new SpecInput
        {
            Id = container.Id,
            Config = settings.Config,
            HostConfig = settings.HostConfig,
            Host = host,
            Users = RootfsUsers.OfSnapshot(rootfs, options.ExecRoot),
            Mounts = mounts,
            Namespaces = joined with { Network = joined.Network ?? network.NetnsPath },
            Files = await files.WriteAsync(container, network.Endpoints, starts: true),
            ShmPath = sharedMemory.Open(container, rollback),
            CgroupParent = options.ContainerdNamespace,
            DefaultUlimits = options.DefaultUlimits,
        });
        var stdio = streams.PathsOf(container);
        return new(
            TypedBytes.Spec(JsonSerializer.SerializeToUtf8Bytes(spec, OciJson.Default.OciSpec)),
            stdio,
            new TaskCreation { Rootfs = rootfs, IO = stdio.ToProcessIO() },
            network);
    }
}
