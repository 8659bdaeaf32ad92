using System.Net;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Entries for <c>/etc/hosts</c> and <c>/etc/resolv.conf</c>.</summary>
internal static class NameRules
{
    public static void Check(HostConfig hostConfig)
    {
        foreach (var entry in hostConfig.ExtraHosts ?? [])
        {
            // An IPv6 address has colons of its own; only the first one separates.
            var parts = entry.Split(':', 2);
            if (parts.Length != 2 || parts[0].Length == 0)
                throw Broken($"bad format for add-host: \"{entry}\"");
            if (parts[1] != ContainerFiles.HostGateway && !IPAddress.TryParse(parts[1].Trim('[', ']'), out _))
                throw Broken($"invalid IP address in add-host: \"{parts[1]}\"");
        }
        foreach (var server in hostConfig.Dns ?? [])
        {
            if (!IPAddress.TryParse(server, out _))
                throw Broken($"bad nameserver address: {server}");
        }
    }
}
