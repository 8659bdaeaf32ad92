namespace EngineApi.Wire.Containers;

/// <summary>How the image store keeps the layers of a container or an image.</summary>
public sealed class GraphDriver
{
    public Dictionary<string, string>? Data { get; set; }

    public string Name { get; set; } = "";
}
