using EngineApi.Engine.Containers;
using EngineApi.Wire.Networks;

namespace EngineApi.Engine.Networks;

/// <summary>Everything about one network (API: <c>NetworkInspect</c>). Reads snapshots; waits for nothing.</summary>
public sealed class InspectNetwork(NetworkTable networks, ContainerTable containers)
{
    /// <param name="scope">Empty for any; there are none but <c>local</c> ones.</param>
    /// <exception cref="EngineException">NotFound; InvalidParameter for an ambiguous id.</exception>
    public Network Execute(string nameOrId, string scope)
    {
        if (scope is not ("" or "local"))
            throw EngineException.NotFound($"network {nameOrId} not found");
        var network = networks.Find(nameOrId);
        var answer = NetworkShape.Of(network);
        foreach (var container in containers.All.Select(container => container.Current))
        {
            if (container.Lifecycle.Endpoints.TryGetValue(network.Id, out var endpoint))
                answer.Containers![container.Id] = NetworkShape.Of(container.Name, endpoint);
        }

        return answer;
    }
}
