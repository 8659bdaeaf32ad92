using EngineApi.Engine.Containers.Spec;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Bounds of the block I/O limits.</summary>
internal static class BlkioRules
{
    public static void Check(Resources limits, CgroupFacts cgroup, List<string> warnings)
    {
        if (limits.BlkioWeight > 0 && !cgroup.BlkioWeight)
        {
            warnings.Add("Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.");
            limits.BlkioWeight = 0;
        }
        if (limits.BlkioWeight is > 0 and (< 10 or > 1000))
            throw Broken("Range of blkio weight is from 10 to 1000");
        if (limits.IOMaximumBandwidth != 0 || limits.IOMaximumIOps != 0)
            throw Broken("Invalid QoS settings: linux does not support Maximum IO Bandwidth or Maximum IO IOps");
        if (limits.BlkioWeightDevice is { Count: > 0 } && !cgroup.BlkioWeightDevice)
        {
            warnings.Add("Your kernel does not support Block I/O weight_device or the cgroup is not mounted. Weight-device discarded.");
            limits.BlkioWeightDevice = [];
        }
        if (limits.BlkioWeightDevice?.Any(device => device.Weight is < 10 or > 1000) == true)
            throw Broken("Range of blkio weight is from 10 to 1000");
        CheckThrottle(limits, cgroup, warnings);
    }

    private static void CheckThrottle(Resources limits, CgroupFacts cgroup, List<string> warnings)
    {
        if (cgroup.BlkioThrottle)
            return;
        limits.BlkioDeviceReadBps = Discard(limits.BlkioDeviceReadBps, "read limit in bytes per second");
        limits.BlkioDeviceWriteBps = Discard(limits.BlkioDeviceWriteBps, "write limit in bytes per second");
        limits.BlkioDeviceReadIOps = Discard(limits.BlkioDeviceReadIOps, "read limit in IO per second");
        limits.BlkioDeviceWriteIOps = Discard(limits.BlkioDeviceWriteIOps, "write limit in IO per second");

        List<ThrottleDevice>? Discard(List<ThrottleDevice>? devices, string what)
        {
            if (devices is not { Count: > 0 })
                return devices;
            warnings.Add($"Your kernel does not support block I/O {what} or the cgroup is not mounted. The setting is discarded.");
            return [];
        }
    }
}
