using EngineApi.Engine;
using EngineApi.Server.Http;

namespace EngineApi.Server.Compatibility;

/// <summary>Answers for every operation that has no endpoint of its own: honestly, and by name.</summary>
internal static class UnservedEndpoints
{
    // CLI and compose show this sentence as it is.
    private const string NoSwarm =
        "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

    public static void Map(IEndpointRouteBuilder routes, IEnumerable<ApiOperation> operations)
    {
        foreach (var operation in operations)
        {
            if (operation.State == OperationState.Served) continue;
            var error = Error(operation);
            RequestDelegate refuse = _ => throw new EngineException(error.Kind, error.Message);
            routes.MapMethods(operation.Path, [operation.Method], refuse).WithMetadata(operation, new AnswersEarly());
        }
    }

    public static (ErrorKind Kind, string Message) Error(ApiOperation operation) => operation.State switch
    {
        OperationState.NeedsSwarm => (ErrorKind.Unavailable, NoSwarm),
        OperationState.NotOffered => (ErrorKind.NotImplemented, $"{Named(operation)} is not offered by engineapi"),
        _ => (ErrorKind.NotImplemented, $"{Named(operation)} is not supported by engineapi yet"),
    };

    private static string Named(ApiOperation operation) => $"{operation.Summary} ({operation.Method} {operation.Path})";
}
