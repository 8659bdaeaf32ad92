namespace EngineApi.Wire.System;

/// <summary>The product a daemon belongs to.</summary>
public sealed class VersionPlatform
{
    public string Name { get; set; } = "";
}
