using System.Text.Json;
using System.Text.Json.Serialization;
using EngineApi.Wire;

namespace EngineApi.Engine.Networks;

/// <summary>Networks as they are kept on disk.</summary>
[JsonSerializable(typeof(NetworkRecord))]
internal sealed partial class NetworkJson : JsonSerializerContext
{
    public static NetworkJson Stored { get; } = new(new JsonSerializerOptions(WireJson.Default.Options) { TypeInfoResolver = null });
}
