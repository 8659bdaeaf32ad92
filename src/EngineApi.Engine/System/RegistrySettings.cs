using System.Net;
using EngineApi.Wire.System;

// Not EngineApi.Engine.System: that namespace would hide .NET's own from the whole project.
namespace EngineApi.Engine;

/// <summary>The registries as <c>/info</c> shows them.</summary>
internal static class RegistrySettings
{
    private const string Hub = "docker.io";

    public static RegistryServiceConfig Of(EngineOptions options)
    {
        List<string> mirrors = [.. options.RegistryMirrors];
        var config = new RegistryServiceConfig
        {
            IndexConfigs = new() { [Hub] = new() { Name = Hub, Mirrors = mirrors, Official = true, Secure = true } },
            // Registries on the machine itself need no TLS.
            InsecureRegistryCIDRs = ["127.0.0.0/8", "::1/128"],
            Mirrors = mirrors,
        };
        foreach (var registry in options.InsecureRegistries)
        {
            if (IPNetwork.TryParse(registry, out _)) config.InsecureRegistryCIDRs.Add(registry);
            else config.IndexConfigs[registry] = new() { Name = registry, Mirrors = [] };
        }
        return config;
    }
}
