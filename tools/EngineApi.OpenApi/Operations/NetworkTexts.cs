using EngineApi.Wire.Networks;
using static EngineApi.OpenApi.Operations.AnswerText;
using static EngineApi.OpenApi.Operations.ParameterText;

namespace EngineApi.OpenApi.Operations;

internal static class NetworkTexts
{
    public static IReadOnlyList<OperationText> All { get; } =
    [
        new("NetworkList", "List networks", "Networks that are here, the oldest first. Which containers are on them, only inspect tells.")
        {
            Parameters =
            [
                Text("filters", "A JSON object of lists. Keys: `dangling`, `driver`, `id`, `label`, `name`, `scope`, `type` (`custom` or `builtin`).",
                    """{"type":["custom"]}"""),
            ],
            Answers = [Json<List<Network>>(200, "The networks.")],
        },
        new("NetworkCreate", "Create a network", "Subnets and gateways that are not named are chosen; inspect shows them.")
        {
            Body = BodyText.Json<NetworkCreateRequest>(
                "The network.",
                """{"Name": "shop", "Driver": "bridge", "IPAM": {"Config": [{"Subnet": "10.20.0.0/24"}]}, "Labels": {"tier": "back"}}"""),
            Answers =
            [
                Json<NetworkCreateResponse>(201, "Its id."),
                Error(403, "The name is a predefined network's, or a subnet overlaps with another network's."),
                Error(404, "There is no such driver."),
                Error(409, "The name is taken."),
                Error(501, "Networks that are only a configuration are not offered."),
                Error(503, "Networks of a swarm need one."),
            ],
        },
        new("NetworkPrune", "Remove unused networks", "Those that no running container is on. The predefined ones stay.")
        {
            Parameters = [Text("filters", "A JSON object of lists. Keys: `label`, `label!`, `until`.", """{"until":["24h"]}""")],
            Answers = [Json<NetworkPruneResponse>(200, "The names of what was removed."), Error(409, "Another prune is under way.")],
        },
        new("NetworkInspect", "Inspect a network", "Everything that is known about one network, and the running containers on it.")
        {
            Parameters =
            [
                Flag("verbose", "Tell of a swarm's services: there are none."),
                Text("scope", "`local`, or nothing for any; networks of another scope are not there.", "local"),
            ],
            Answers = [Json<Network>(200, "The network.")],
        },
        new("NetworkDelete", "Remove a network", "One that no running container is on.")
        {
            Answers = [Empty(204, "It is gone."), Error(403, "It is predefined, or running containers are on it.")],
        },
        new("NetworkConnect", "Connect a container to a network", "A container that runs gets the interface at once, any other at its next start.")
        {
            Body = BodyText.Json<NetworkConnectRequest>(
                "The container, and what it is to have on the network.", """{"Container": "web", "EndpointConfig": {"Aliases": ["www"]}}"""),
            Answers = [Empty(200, "It is connected."), Error(403, "It is connected already, or its address is taken.")],
        },
        new("NetworkDisconnect", "Disconnect a container from a network", "A container that runs loses the interface at once.")
        {
            Body = BodyText.Json<NetworkDisconnectRequest>("The container.", """{"Container": "web"}"""),
            Answers = [Empty(200, "It is disconnected.")],
        },
    ];
}
