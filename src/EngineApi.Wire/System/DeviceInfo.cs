namespace EngineApi.Wire.System;

/// <summary>A device a driver has found.</summary>
public sealed class DeviceInfo
{
    public string Source { get; set; } = "";

    public string ID { get; set; } = "";
}
