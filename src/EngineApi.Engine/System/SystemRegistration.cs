using EngineApi.Containerd;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>The engine itself and the containerd below it, one line each.</summary>
public static class SystemRegistration
{
    /// <summary>A containerd that was killed is back within a second or two; its first calls find it opening its database.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);

    public static IServiceCollection AddSystem(this IServiceCollection parts)
    {
        parts.AddSingleton<ContainerdHost>();
        parts.TryAddSingleton(static services => new ContainerdClient(
            services.GetRequiredService<ContainerdHost>().Address, services.GetRequiredService<EngineOptions>().ContainerdNamespace, s_patience));
        parts.AddSingleton<HostBinaries>();
        parts.AddSingleton<EngineId>();
        // Without whoever knows containers there are none.
        parts.TryAddSingleton<CountContainers>(static () => default);
        parts.AddSingleton<LiveOptions>();
        parts.AddSingleton<ReloadOptions>();
        parts.AddSingleton<CheckHealth>();
        parts.AddSingleton<GetVersion>();
        parts.AddSingleton<GetInfo>();
        parts.AddSingleton<GetDiskUsage>();
        return parts;
    }
}
