namespace EngineApi.Wire.Networks;

/// <summary>Endpoints asked for when a container is created.</summary>
public sealed class NetworkingConfig
{
    /// <summary>Keys are names or ids of networks; a null value asks for the defaults.</summary>
    public Dictionary<string, EndpointSettings?>? EndpointsConfig { get; set; }
}
