using EngineApi.Engine.Images.Pull;
using EngineApi.Engine.Images.Push;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EngineApi.Engine.Registry;

/// <summary>Registries, and the verbs that speak to them, one line each. Images and the options have to be registered elsewhere.</summary>
public static class RegistryRegistration
{
    public static IServiceCollection AddRegistry(this IServiceCollection parts)
    {
        parts.TryAddSingleton(RetryPolicy.Default);
        parts.TryAddSingleton(_ => new RegistryCertificates(RegistryCertificates.DefaultDirectory));
        parts.AddSingleton<InsecureRegistries>();
        parts.AddSingleton<RegistryEndpoints>();
        parts.AddSingleton<RegistryConnections>();
        parts.AddSingleton<RegistryTransport>();
        parts.AddSingleton<RegistryTokens>();
        parts.AddSingleton<Registries>();
        parts.AddSingleton<BlobDownloads>();
        parts.AddSingleton<PartialPulls>();
        parts.AddSingleton<PulledImages>();
        parts.AddSingleton<PullImage>();
        parts.AddSingleton<PushedImages>();
        parts.AddSingleton<PushImage>();
        parts.AddSingleton<InspectDistribution>();
        parts.AddSingleton<AuthenticateRegistry>();
        parts.AddSingleton<SearchImages>();
        return parts;
    }
}
