namespace EngineApi.Engine.Images;

/// <summary>What <c>POST /images/create</c> says about an import.</summary>
public sealed record ImportRequest
{
    /// <summary>Empty makes an image without a name.</summary>
    public string Repository { get; init; } = "";

    public string Tag { get; init; } = "";

    /// <summary>Where the tar comes from: <c>-</c> for the body, or an address.</summary>
    public string Source { get; init; } = "-";

    /// <summary>The comment of the one history entry; empty says where it came from.</summary>
    public string Message { get; init; } = "";

    /// <summary>Dockerfile instructions.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary><c>os[/arch[/variant]]</c>; empty means this machine.</summary>
    public string Platform { get; init; } = "";
}
