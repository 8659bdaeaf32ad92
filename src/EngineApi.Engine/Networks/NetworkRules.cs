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
        CheckConfiguration(request);
        if (request.Driver is "host" or "null")
            throw Forbidden($"only one instance of \"{request.Driver}\" network is allowed");
        if (request.IPAM?.Driver is { } ipam and not ("" or "default" or "null"))
            throw EngineException.NotFound($"plugin \"{ipam}\" not found");
        if (request.EnableIPv4 == false && request.EnableIPv6 != true)
            throw EngineException.InvalidParameter("IPv4 or IPv6 must be enabled");
    }

    /// <summary>Of networks that others are made like, and of those others.</summary>
    private static void CheckConfiguration(NetworkCreateRequest request)
    {
        var isFrom = request.ConfigFrom is { Network.Length: > 0 };
        if (request.ConfigOnly && (request.Internal || request.Attachable || request.Scope.Length > 0))
        {
            throw Forbidden(
                "configuration network can only contain network specific fields. Network operator fields like [ ingress | internal | attachable | scope ] are not supported.");
        }

        if (request.ConfigOnly && isFrom)
            throw Forbidden("a configuration network cannot depend on another configuration network");
        if (isFrom && IsConfigured(request))
            throw Forbidden("user specified configurations are not supported if the network depends on a configuration network");
        if (isFrom && request.Options is { Count: > 0 })
            throw Forbidden("network driver options are not supported if the network depends on a configuration network");
    }

    private static bool IsConfigured(NetworkCreateRequest request) =>
        request.EnableIPv6 == true || request.Labels is { Count: > 0 }
        || request.IPAM is { } ipam && (ipam.Config is { Count: > 0 } || ipam.Options is { Count: > 0 } || ipam.Driver is not (null or "" or "default"));

    private static EngineException Forbidden(string message) => new(ErrorKind.Forbidden, message);
}
