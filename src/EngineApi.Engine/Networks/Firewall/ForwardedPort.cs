namespace EngineApi.Engine.Networks.Firewall;

/// <summary>A published port and the container's address that it leads to.</summary>
internal sealed record ForwardedPort(PublishedPort Port, string Target)
{
    public bool IsIPv6 => Target.Contains(':', StringComparison.Ordinal);
}
