namespace EngineApi.Wire.System;

/// <summary>Registries as the daemon is set up for them.</summary>
public sealed class RegistryServiceConfig
{
    public List<string>? AllowNondistributableArtifactsCIDRs { get; set; }

    public List<string>? AllowNondistributableArtifactsHostnames { get; set; }

    public Dictionary<string, IndexInfo>? IndexConfigs { get; set; }

    public List<string>? InsecureRegistryCIDRs { get; set; }

    public List<string>? Mirrors { get; set; }
}
