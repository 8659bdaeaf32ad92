namespace EngineApi.Wire.Networks;

/// <summary>The configuration-only network another one is made from.</summary>
public sealed class ConfigReference
{
    public string Network { get; set; } = "";
}
