namespace EngineApi.Wire.Containers;

/// <summary>The I/O weight of one block device.</summary>
public sealed class WeightDevice
{
    public string Path { get; set; } = "";

    /// <summary>10 to 1000.</summary>
    public ushort Weight { get; set; }
}
