using System.Text.Json;
using System.Text.Json.Serialization;
using EngineApi.Wire;

namespace EngineApi.Engine.Containers;

/// <summary>What the engine keeps in containerd's records, as JSON. API types in it are written exactly as the API writes them.</summary>
[JsonSerializable(typeof(ContainerSettings))]
[JsonSerializable(typeof(ContainerLifecycle))]
internal sealed partial class EngineJson : JsonSerializerContext
{
    public static EngineJson Stored { get; } = new(new JsonSerializerOptions(WireJson.Default.Options) { TypeInfoResolver = null });
}
