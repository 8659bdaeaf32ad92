using System.Net;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Exposed and published ports.</summary>
internal static class PortRules
{
    /// <exception cref="EngineException">InvalidParameter for the first that cannot be read.</exception>
    public static void Check(ContainerConfig config, HostConfig hostConfig) => Input.Check(() =>
    {
        foreach (var port in (config.ExposedPorts ?? []).Keys)
            PortSpec.Parse(port);
        foreach (var (port, bindings) in hostConfig.PortBindings ?? [])
        {
            PortSpec.Parse(port);
            bindings?.ForEach(CheckBinding);
        }
    });

    private static void CheckBinding(PortBinding binding)
    {
        PortSpec.ParseHostPort(binding.HostPort);
        if (binding.HostIp.Length > 0 && !IPAddress.TryParse(binding.HostIp.Trim('[', ']'), out _))
            throw Broken($"invalid IP address: {binding.HostIp}");
    }
}
