using EngineApi.Engine.Containers.Mounts;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Create;

/// <summary>What a create request must keep to, and what it means where it says nothing. Wording is Docker's.</summary>
public static class HostConfigRules
{
    /// <summary>
    /// Fills in defaults and checks both halves of the request, changing them in place as inspect is to show them. The configuration is
    /// merged with the image's already.
    /// </summary>
    /// <returns>Warnings for the answer: wishes that this host cannot fulfil and that were discarded.</returns>
    /// <exception cref="EngineException">The first rule that is broken (400).</exception>
    public static List<string> Apply(ContainerConfig config, HostConfig hostConfig, HostFacts host, EngineOptions options)
    {
        var warnings = new List<string>();
        UnusableText.Refuse(config, hostConfig);
        HostConfigDefaults.Fill(hostConfig, host, options);
        NetworkModeRules.Check(config, hostConfig, warnings);
        NamespaceRules.Check(hostConfig, host.Cgroup, warnings);
        ContainerConfigRules.Check(config);
        RestartRules.Check(hostConfig);
        MountRequests.Read(config, hostConfig);
        NameRules.Check(config, hostConfig);
        MacRules.Check(config.MacAddress);
        StorageRules.Check(hostConfig);
        PortRules.Check(config, hostConfig);
        SecurityRules.Check(hostConfig, host);
        LogRules.Check(hostConfig.LogConfig);
        RuntimeRules.Check(hostConfig, options);
        ResourceRules.Check(hostConfig, host.Cgroup, warnings, update: false);
        return warnings;
    }

    internal static EngineException Broken(string message) => EngineException.InvalidParameter(message);
}
