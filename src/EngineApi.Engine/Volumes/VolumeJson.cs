using System.Text.Json;
using System.Text.Json.Serialization;
using EngineApi.Wire;

namespace EngineApi.Engine.Volumes;

/// <summary>Volumes as they are kept on disk.</summary>
[JsonSerializable(typeof(VolumeRecord))]
internal sealed partial class VolumeJson : JsonSerializerContext
{
    public static VolumeJson Stored { get; } = new(new JsonSerializerOptions(WireJson.Default.Options) { TypeInfoResolver = null });
}
