namespace EngineApi.Wire.Containers;

/// <summary>One entry of <c>GET /containers/{id}/changes</c>.</summary>
public sealed class FilesystemChange
{
    /// <summary>0 modified, 1 added, 2 deleted.</summary>
    public byte Kind { get; set; }

    public string Path { get; set; } = "";
}
