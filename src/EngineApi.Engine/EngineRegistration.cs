using EngineApi.Engine.Containers;
using EngineApi.Engine.Containers.Checkpoints;
using EngineApi.Engine.Containers.Commit;
using EngineApi.Engine.Containers.Create;
using EngineApi.Engine.Containers.Health;
using EngineApi.Engine.Containers.Files;
using EngineApi.Engine.Containers.Launch;
using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Containers.Restart;
using EngineApi.Engine.Containers.Restore;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Containers.Stats;
using EngineApi.Engine.Events;
using EngineApi.Engine.Exec;
using EngineApi.Engine.Images;
using EngineApi.Engine.Networks;
using EngineApi.Engine.Registry;
using EngineApi.Engine.RuntimeView;
using EngineApi.Engine.Stdio;
using EngineApi.Engine.Volumes;
using EngineApi.Linux.Cgroups;
using EngineApi.Linux.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine;

/// <summary>Every part of the engine, one line each.</summary>
public static class EngineRegistration
{
    public static IServiceCollection AddEngine(this IServiceCollection parts, EngineOptions options)
    {
        parts.AddSingleton(options);
        parts.TryAddSingleton(TimeProvider.System);
        parts.AddSingleton<EventBus>();
        parts.AddSingleton<EventRecorder>();
        parts.AddSingleton<WatchEvents>();
        parts.AddSingleton<RuntimeFeed>();
        parts.AddSingleton<RuntimeTasks>();
        parts.AddSystem();
        parts.AddSingleton<EngineLifetime>();
        AddContainers(parts);
        AddContainerFiles(parts);
        AddExec(parts);
        parts.AddSingleton<ListImageUsers>(static all => all.GetRequiredService<ContainerTable>().ImageUsers);
        parts.AddSingleton<CountContainers>(static all => all.GetRequiredService<ContainerTable>().Count);
        parts.AddImages();
        parts.AddNetworks();
        parts.AddVolumes();
        parts.AddRegistry();
        return parts;
    }

    private static void AddContainers(IServiceCollection parts)
    {
        parts.AddSingleton<ContainerTable>();
        parts.AddSingleton<ContainerPersistence>();
        parts.AddSingleton<ContainerStreams>();
        parts.AddSingleton(all => new StdioThread(all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<StdioThread>>(), all.GetRequiredService<EngineOptions>().ExecRoot));
        parts.AddSingleton<RuntimeCatalog>();
        parts.AddSingleton<NetworkingSettlement>();
        parts.AddSingleton<CreateRequestSettlement>();
        parts.AddSingleton<JoinedNamespaces>();
        parts.AddSingleton<SharedMemory>();
        parts.AddSingleton<MountedImages>();
        parts.AddSingleton<MountSources>();
        parts.AddSingleton<HostGateway>();
        parts.AddSingleton<LinkedContainers>();
        parts.AddSingleton<LaunchFiles>();
        parts.AddSingleton<StartMark>();
        parts.AddSingleton<LaunchPreparation>();
        parts.AddSingleton<RunTask>();
        parts.AddSingleton<CheckpointStore>();
        parts.AddSingleton<RestoreFromCheckpoint>();
        parts.AddSingleton<SignalContainer>();
        parts.AddSingleton<DiscardTask>();
        parts.AddSingleton<OomKills>();
        parts.AddSingleton<OomContainer>();
        parts.AddSingleton<ProbeContainer>();
        parts.AddSingleton<HealthWatch>();
        parts.AddSingleton<CancelRestart>();
        parts.AddSingleton<RestartTimer>();
        parts.AddSingleton<ExitContainer>();
        parts.AddSingleton<ContainerSize>();
        parts.AddSingleton<ContainerLook>();
        parts.AddSingleton<ExecLook>();
        parts.AddSingleton<Reconciler>();
        parts.AddSingleton<StoreIdentity>();
        parts.AddSingleton<LeftoverSweep>();
        parts.AddSingleton<RestoreContainers>();
        parts.AddSingleton(_ => HostProbe.Read());
        parts.AddSingleton(_ => CgroupMounts.Read());
        parts.AddSingleton(static all => new StatsSampler(
            all.GetRequiredService<ContainerTable>(), all.GetRequiredService<CgroupMounts>(), SystemFacts.Read().MemoryTotal, all.GetRequiredService<TimeProvider>()));
        parts.AddSingleton<StatsFeed>();

        parts.AddSingleton<AttachContainer>();
        parts.AddSingleton<CreateCheckpoint>();
        parts.AddSingleton<CreateContainer>();
        parts.AddSingleton<DeleteCheckpoint>();
        parts.AddSingleton<InspectContainer>();
        parts.AddSingleton<KillContainer>();
        parts.AddSingleton<ListCheckpoints>();
        parts.AddSingleton<ListContainers>();
        parts.AddSingleton<PauseContainer>();
        parts.AddSingleton<PruneContainers>();
        parts.AddSingleton<ReadContainerLogs>();
        parts.AddSingleton<ReadContainerStats>();
        parts.AddSingleton<RemoveContainer>();
        parts.AddSingleton<RemoveLink>();
        parts.AddSingleton<RenameContainer>();
        parts.AddSingleton<ResizeContainer>();
        parts.AddSingleton<RestartContainer>();
        parts.AddSingleton<StartContainer>();
        parts.AddSingleton<StopContainer>();
        parts.AddSingleton<TopContainer>();
        parts.AddSingleton<UnpauseContainer>();
        parts.AddSingleton<UpdateContainer>();
        parts.AddSingleton<WaitContainer>();
    }

    private static void AddContainerFiles(IServiceCollection parts)
    {
        parts.AddSingleton<OpenContainerFiles>();
        parts.AddSingleton<ArchiveContainerPath>();
        parts.AddSingleton<ExportContainer>();
        parts.AddSingleton<ExtractToContainer>();
        parts.AddSingleton<ListContainerChanges>();
        parts.AddSingleton<StatContainerPath>();
        parts.AddSingleton<CommittedImage>();
        parts.AddSingleton<ContainerLayer>();
        parts.AddSingleton<CommitContainer>();
    }

    private static void AddExec(IServiceCollection parts)
    {
        parts.AddSingleton<ExecTable>();
        parts.AddSingleton<ExecProcess>();
        parts.AddSingleton<CreateExec>();
        parts.AddSingleton<InspectExec>();
        parts.AddSingleton<ResizeExec>();
        parts.AddSingleton<StartExec>();
    }
}
