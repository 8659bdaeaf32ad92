using System.Globalization;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Exposed and published ports: <c>80</c>, <c>80/tcp</c>, <c>8000-8010/udp</c>.</summary>
internal static class PortRules
{
    public static void Check(ContainerConfig config, HostConfig hostConfig)
    {
        foreach (var port in (config.ExposedPorts ?? []).Keys)
            CheckContainerPort(port, ranges: true);
        foreach (var (port, bindings) in hostConfig.PortBindings ?? [])
        {
            CheckContainerPort(port, ranges: false);
            foreach (var binding in bindings ?? [])
            {
                if (binding.HostPort.Length > 0 && !IsRange(binding.HostPort))
                    throw Broken($"invalid port specification: \"{binding.HostPort}\"");
                if (binding.HostIp.Length > 0 && !System.Net.IPAddress.TryParse(binding.HostIp.Trim('[', ']'), out _))
                    throw Broken($"invalid IP address: {binding.HostIp}");
            }
        }
    }

    private static void CheckContainerPort(string text, bool ranges)
    {
        var parts = text.Split('/', 2);
        if (parts[0].Length == 0 || !(ranges ? IsRange(parts[0]) : IsPort(parts[0])))
            throw Broken($"invalid port specification: \"{parts[0]}\"");
        if (parts is [_, var protocol] && protocol.ToLowerInvariant() is not ("tcp" or "udp" or "sctp"))
            throw Broken($"invalid port specification: \"{text}\"");
    }

    private static bool IsRange(string text)
    {
        var ends = text.Split('-', 2);
        return ends.All(IsPort) && (ends.Length == 1 || Number(ends[0]) <= Number(ends[1]));
    }

    private static bool IsPort(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static ushort Number(string text) => ushort.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
