using System.Net;
using System.Text;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>The container's own name, and entries for <c>/etc/hosts</c> and <c>/etc/resolv.conf</c>.</summary>
internal static class NameRules
{
    /// <summary>Bytes; Linux takes no longer one (sethostname(2)).</summary>
    private const int LongestHostname = 64;

    public static void Check(ContainerConfig config, HostConfig hostConfig)
    {
        RefuseControls("hostname", config.Hostname);
        RefuseControls("domainname", config.Domainname);
        if (Encoding.UTF8.GetByteCount(config.Hostname) is > LongestHostname and var length)
            throw Broken($"invalid hostname: it has {length} bytes, more than the {LongestHostname} that Linux takes");
        foreach (var entry in hostConfig.ExtraHosts ?? [])
        {
            // An IPv6 address has colons of its own; only the first one separates.
            var parts = entry.Split(':', 2);
            if (parts.Length != 2 || parts[0].Length == 0 || parts[0].Any(char.IsControl))
                throw Broken("bad format for add-host: " + GoQuote.Quote(entry));
            if (parts[1] != ContainerFiles.HostGateway && !IPAddress.TryParse(parts[1].Trim('[', ']'), out _))
                throw Broken("invalid IP address in add-host: " + GoQuote.Quote(parts[1]));
        }
        foreach (var server in hostConfig.Dns ?? [])
        {
            if (!IPAddress.TryParse(server, out _))
                throw Broken($"bad nameserver address: {server}");
        }
    }

    /// <summary>They are written into files line by line.</summary>
    private static void RefuseControls(string what, string name)
    {
        if (name.Any(char.IsControl))
            throw Broken($"invalid {what}: {GoQuote.Quote(name)}");
    }
}
