using Microsoft.Extensions.DependencyInjection;

namespace EngineApi.Engine.Volumes;

/// <summary>The verbs on volumes and what they share, one line each.</summary>
public static class VolumesRegistration
{
    public static IServiceCollection AddVolumes(this IServiceCollection parts)
    {
        parts.AddSingleton<VolumeFiles>();
        parts.AddSingleton<VolumeTable>();
        parts.AddSingleton<VolumeUsers>();
        parts.AddSingleton<VolumeShape>();
        parts.AddSingleton<VolumeMounts>();
        parts.AddSingleton<FillVolume>();
        parts.AddSingleton<ContainerVolumes>();

        parts.AddSingleton<CreateVolume>();
        parts.AddSingleton<InspectVolume>();
        parts.AddSingleton<ListVolumes>();
        parts.AddSingleton<PruneVolumes>();
        parts.AddSingleton<RemoveVolume>();
        return parts;
    }
}
