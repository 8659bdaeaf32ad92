using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>What JSON can say and no kernel interface can take: NUL characters, and holes in lists.</summary>
internal static class UnusableText
{
    public static void Refuse(ContainerConfig config, HostConfig hostConfig)
    {
        RefuseNul("Hostname", [config.Hostname, config.Domainname]);
        RefuseNul("User", [config.User]);
        RefuseNul("WorkingDir", [config.WorkingDir]);
        RefuseNul("Cmd", config.Cmd);
        RefuseNul("Entrypoint", config.Entrypoint);
        RefuseNul("Env", config.Env);
        RefuseNul("CgroupParent", [hostConfig.CgroupParent]);
        RefuseNul("Binds", hostConfig.Binds);
        RefuseNul("Mounts", hostConfig.Mounts?.SelectMany(mount => new[] { mount?.Source, mount?.Target }));
        RefuseHoles("Mounts", hostConfig.Mounts);
        RefuseHoles("Ulimits", hostConfig.Ulimits);
        RefuseHoles("Devices", hostConfig.Devices);
        RefuseHoles("DeviceRequests", hostConfig.DeviceRequests);
        RefuseHoles("BlkioWeightDevice", hostConfig.BlkioWeightDevice);
        RefuseHoles("BlkioDeviceReadBps", hostConfig.BlkioDeviceReadBps);
        RefuseHoles("BlkioDeviceWriteBps", hostConfig.BlkioDeviceWriteBps);
        RefuseHoles("BlkioDeviceReadIOps", hostConfig.BlkioDeviceReadIOps);
        RefuseHoles("BlkioDeviceWriteIOps", hostConfig.BlkioDeviceWriteIOps);
        foreach (var (port, bindings) in hostConfig.PortBindings ?? [])
            RefuseHoles($"PortBindings[{port}]", bindings);
    }

    private static void RefuseNul(string field, IEnumerable<string?>? texts)
    {
        if (texts?.Any(text => text?.Contains('\0', StringComparison.Ordinal) == true) == true)
            throw Broken($"invalid {field}: it contains a NUL character");
    }

    private static void RefuseHoles<T>(string field, IEnumerable<T?>? list)
        where T : class
    {
        if (list?.Any(element => element is null) == true)
            throw Broken($"invalid {field}: an element is null");
    }
}
