namespace EngineApi.Wire.Containers;

/// <summary>A host device made visible in a container.</summary>
public sealed class DeviceMapping
{
    public string PathOnHost { get; set; } = "";

    public string PathInContainer { get; set; } = "";

    /// <summary>Any of <c>r</c>, <c>w</c>, <c>m</c>.</summary>
    public string CgroupPermissions { get; set; } = "";
}
