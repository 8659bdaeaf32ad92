using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Containers.Commit;

/// <summary>What <c>POST /commit</c> asks for.</summary>
public sealed record CommitRequest
{
    /// <summary>Empty makes an image without a name.</summary>
    public string Repository { get; init; } = "";

    public string Tag { get; init; } = "";

    public string Comment { get; init; } = "";

    public string Author { get; init; } = "";

    /// <summary>Whether the container stands still meanwhile.</summary>
    public bool Pause { get; init; } = true;

    /// <summary>Dockerfile instructions, applied on top of everything else.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>What goes before the container's own configuration; completed by the verb.</summary>
    public ContainerConfig Config { get; init; } = new();
}
