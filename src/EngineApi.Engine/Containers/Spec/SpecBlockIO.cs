using EngineApi.Engine.Oci;
using EngineApi.Linux.Devices;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Spec;

/// <summary>Weights and rates of block devices.</summary>
internal static class SpecBlockIO
{
    public static OciBlockIO? For(Resources limits, HostDevices host)
    {
        var block = new OciBlockIO
        {
            Weight = limits.BlkioWeight == 0 ? null : limits.BlkioWeight,
            WeightDevice = Each(limits.BlkioWeightDevice, device => Weight(device, host)),
            ThrottleReadBpsDevice = Each(limits.BlkioDeviceReadBps, device => Throttle(device, host)),
            ThrottleWriteBpsDevice = Each(limits.BlkioDeviceWriteBps, device => Throttle(device, host)),
            ThrottleReadIOPSDevice = Each(limits.BlkioDeviceReadIOps, device => Throttle(device, host)),
            ThrottleWriteIOPSDevice = Each(limits.BlkioDeviceWriteIOps, device => Throttle(device, host)),
        };
        return block == new OciBlockIO() ? null : block;
    }

    private static OciWeightDevice Weight(WeightDevice limit, HostDevices host)
    {
        var device = Find(limit.Path, host);
        return new OciWeightDevice { Major = device.Major, Minor = device.Minor, Weight = limit.Weight };
    }

    private static OciThrottleDevice Throttle(ThrottleDevice limit, HostDevices host)
    {
        var device = Find(limit.Path, host);
        return new OciThrottleDevice { Major = device.Major, Minor = device.Minor, Rate = limit.Rate };
    }

    private static DeviceNode Find(string path, HostDevices host) =>
        host.Find(path) ?? throw EngineException.InvalidParameter($"no such device: \"{path}\"");

    private static List<TResult>? Each<T, TResult>(List<T>? limits, Func<T, TResult> convert) =>
        limits is not { Count: > 0 } ? null : limits.ConvertAll(limit => convert(limit));
}
