namespace EngineApi.Engine.Networks.Sandbox;

/// <summary>What a start has of networks.</summary>
/// <param name="NetnsPath">The namespace that was made; null if the runtime makes one, or it is the host's or another container's.</param>
/// <param name="Endpoints">By network id.</param>
/// <param name="Ports">What is published.</param>
public sealed record NetworkLaunch(string? NetnsPath, IReadOnlyDictionary<string, Endpoint> Endpoints, IReadOnlyList<PublishedPort> Ports)
{
    public static readonly NetworkLaunch None = new(null, new Dictionary<string, Endpoint>(), []);
}
