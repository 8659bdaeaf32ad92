namespace EngineApi.Engine.Registry;

/// <summary>One address at which the images of a registry can be had.</summary>
/// <param name="Base">Scheme, host and port, and of a mirror perhaps a path; ends in a slash.</param>
/// <param name="Verifies">Its certificate must be good. False for registries that were said to be insecure.</param>
/// <param name="IsMirror">It may lack what the registry has, and is never told who asks.</param>
public sealed record RegistryEndpoint(Uri Base, bool Verifies, bool IsMirror = false)
{
    public Uri Url(string pathAndQuery) => new(Base, pathAndQuery);

    /// <summary>The root of the API, which every registry answers.</summary>
    public Uri Root => Url("v2/");

    public bool IsSameOrigin(Uri other) =>
        other.Scheme == Base.Scheme && other.Port == Base.Port && other.Host.Equals(Base.Host, StringComparison.OrdinalIgnoreCase);
}
