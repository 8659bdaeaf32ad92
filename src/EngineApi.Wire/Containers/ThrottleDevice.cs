namespace EngineApi.Wire.Containers;

/// <summary>A rate limit on one block device.</summary>
public sealed class ThrottleDevice
{
    public string Path { get; set; } = "";

    /// <summary>Bytes or operations per second.</summary>
    public ulong Rate { get; set; }
}
