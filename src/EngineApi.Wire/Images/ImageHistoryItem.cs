namespace EngineApi.Wire.Images;

/// <summary>One entry of <c>GET /images/{name}/history</c>.</summary>
public sealed class ImageHistoryItem
{
    public string Comment { get; set; } = "";

    /// <summary>Unix seconds.</summary>
    public long Created { get; set; }

    public string CreatedBy { get; set; } = "";

    /// <summary><c>&lt;missing&gt;</c> for a layer that is not an image here.</summary>
    public string Id { get; set; } = "";

    /// <summary>Bytes.</summary>
    public long Size { get; set; }

    public List<string>? Tags { get; set; }
}
