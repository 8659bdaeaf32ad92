using EngineApi.Engine;
using EngineApi.Wire;
using Microsoft.Extensions.Primitives;

namespace EngineApi.Server.Http;

/// <summary>The four headers that tell a client which engine it talks to; every routed response carries them.</summary>
internal static class EngineHeaders
{
    public const string ApiVersionName = "Api-Version";
    public const string ExperimentalName = "Docker-Experimental";
    public const string OsTypeName = "Ostype";

    // Built once: a header costs no allocation per response.
    private static readonly StringValues ApiVersionValue = ApiVersion.Max.ToString();
    // What is experimental in Docker (checkpoints) is always there; its CLI asks for this before it offers them.
    private static readonly StringValues ExperimentalValue = "true";
    private static readonly StringValues OsTypeValue = "linux";
    private static readonly StringValues ServerValue = $"Docker/{EngineVersion.Version} (linux)";

    public static void Set(IHeaderDictionary headers)
    {
        headers[ApiVersionName] = ApiVersionValue;
        headers[ExperimentalName] = ExperimentalValue;
        headers[OsTypeName] = OsTypeValue;
        headers.Server = ServerValue;
    }

    /// <summary>The same four, in the order a hijacked <c>exec start</c> sends them after its own.</summary>
    public static string Block { get; } =
        $"{ApiVersionName}: {ApiVersionValue}\r\n{ExperimentalName}: {ExperimentalValue}\r\n"
        + $"{OsTypeName}: {OsTypeValue}\r\nServer: {ServerValue}\r\n";
}
