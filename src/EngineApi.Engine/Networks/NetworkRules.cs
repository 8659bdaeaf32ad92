using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Networks;

/// <summary>What a request for a network must keep to. Wording is Docker's.</summary>
internal static class NetworkRules
{
    private const string NoSwarm =
        "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

    public static void Check(NetworkCreateRequest request)
    {
        if (request.Name.AsSpan().Trim().IsEmpty)
            throw EngineException.InvalidParameter("invalid name: name is empty");
        if (PredefinedNetworks.Contains(request.Name))
            throw Forbidden($"operation is not permitted on predefined {request.Name} network");
        if (request.Ingress || request.Scope == "swarm" || request.Driver == "overlay")
            throw new EngineException(ErrorKind.Unavailable, NoSwarm);
        if (request.Scope is not ("" or "local"))
            throw EngineException.InvalidParameter($"invalid network scope: {request.Scope}");
        if (request.ConfigOnly || request.ConfigFrom is { Network.Length: > 0 })
            throw EngineException.NotImplemented("configuration-only networks are not supported by engineapi");
        if (request.Driver is "host" or "null")
            throw Forbidden($"only one instance of \"{request.Driver}\" network is allowed");
        if (request.IPAM?.Driver is { } ipam and not ("" or "default" or "null"))
            throw EngineException.NotFound($"plugin \"{ipam}\" not found");
        if (request.EnableIPv4 == false && request.EnableIPv6 != true)
            throw EngineException.InvalidParameter("IPv4 or IPv6 must be enabled");
    }

    private static EngineException Forbidden(string message) => new(ErrorKind.Forbidden, message);
}
