using System.Text.Json;
using System.Text.Json.Serialization;
using EngineApi.Engine.Containers.Health;
using EngineApi.Wire;

namespace EngineApi.Engine.Containers;

/// <summary>What the engine keeps in containerd's records and beside them, as JSON. API types in it are written exactly as the API writes them.</summary>
[JsonSerializable(typeof(ContainerSettings))]
[JsonSerializable(typeof(ContainerLifecycle))]
[JsonSerializable(typeof(FoundHealth))]
internal sealed partial class EngineJson : JsonSerializerContext
{
    public static EngineJson Stored { get; } = new(new JsonSerializerOptions(WireJson.Default.Options) { TypeInfoResolver = null });
}
