using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngineApi.Wire.Json;

/// <summary>The value of a set written as an object, as in <c>"ExposedPorts": {"80/tcp": {}}</c>. Members sent in it are ignored.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct EmptyObject
{
    public sealed class Converter : JsonConverter<EmptyObject>
    {
        public override bool HandleNull => true;

        public override EmptyObject Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null)) throw new JsonException();
            reader.Skip();
            return default;
        }

        public override void Write(Utf8JsonWriter writer, EmptyObject value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
        }
    }
}
