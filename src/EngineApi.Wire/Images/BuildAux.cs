namespace EngineApi.Wire.Images;

/// <summary>The <c>aux</c> of a build's line that tells the image's id.</summary>
public sealed class BuildAux
{
    public string ID { get; set; } = "";
}
