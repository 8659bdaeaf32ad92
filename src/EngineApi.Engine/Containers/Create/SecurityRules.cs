using System.Text.RegularExpressions;
using EngineApi.Engine.Containers.Spec;
using EngineApi.Engine.Containers.Spec.Seccomp;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Capabilities, security options, devices and ulimits.</summary>
internal static partial class SecurityRules
{
    public static void Check(HostConfig hostConfig, HostFacts host)
    {
        Capabilities.Normalize(hostConfig.CapAdd, "CapAdd", host.BoundingCapabilities);
        Capabilities.Normalize(hostConfig.CapDrop, "CapDrop", host.BoundingCapabilities);
        var options = SecurityOptions.Parse(hostConfig.SecurityOpt);
        if (options.Seccomp is not (null or "" or "unconfined" or "builtin"))
            SeccompFilter.Parse(options.Seccomp);
        foreach (var label in options.Labels)
        {
            if (label is not ("disable" or "nested") && label.Split(':', 2) is not ["user" or "role" or "type" or "level" or "filetype", _])
                throw Broken($"bad label option \"{label}\", valid options 'disable' or \n'user, role, level, type, filetype' followed by ':' and a value");
        }
        foreach (var device in hostConfig.Devices ?? [])
        {
            if (device.PathOnHost.Length == 0)
                throw Broken("invalid device: the path on the host must not be empty");
            if (device.CgroupPermissions.Length > 0 && !Permissions().IsMatch(device.CgroupPermissions))
                throw Broken($"invalid device mode: {device.CgroupPermissions}");
        }
        foreach (var rule in hostConfig.DeviceCgroupRules ?? [])
            SpecDevices.Rule(rule);
        CheckUlimits(hostConfig);
        foreach (var name in (hostConfig.Sysctls ?? []).Keys)
        {
            if (name.Length == 0 || name.Any(char.IsWhiteSpace))
                throw Broken($"sysctl \"{name}\" is not a valid name");
        }
    }

    private static void CheckUlimits(HostConfig hostConfig)
    {
        foreach (var limit in hostConfig.Ulimits ?? [])
        {
            if (!SpecUlimits.Names.Contains(limit.Name))
                throw Broken($"invalid ulimit type: {limit.Name}");

            // -1 is without end, so it stands above every other number.
            if (limit.Hard != -1 && (limit.Soft == -1 || limit.Soft > limit.Hard))
                throw Broken($"ulimit soft limit must be less than or equal to hard limit: {limit.Soft} > {limit.Hard}");
        }
    }

    [GeneratedRegex(@"^[rwm]{1,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Permissions();
}
