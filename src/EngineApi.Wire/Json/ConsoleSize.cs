using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngineApi.Wire.Json;

/// <summary>
/// The size of a terminal in character cells, written <c>[height,width]</c>. As in Go, missing numbers are 0 and further ones are ignored.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct ConsoleSize(uint Height, uint Width)
{
    public sealed class Converter : JsonConverter<ConsoleSize>
    {
        public override bool HandleNull => true;

        public override ConsoleSize Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Null) return default;
            if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
            uint height = 0, width = 0;
            for (int i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                if (i > 1)
                {
                    reader.Skip();
                    continue;
                }
                uint cells = 0;
                if (reader.TokenType != JsonTokenType.Null && !(reader.TokenType == JsonTokenType.Number && reader.TryGetUInt32(out cells)))
                    throw new JsonException();
                if (i == 0) height = cells;
                else width = cells;
            }
            return new ConsoleSize(height, width);
        }

        public override void Write(Utf8JsonWriter writer, ConsoleSize value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(value.Height);
            writer.WriteNumberValue(value.Width);
            writer.WriteEndArray();
        }
    }
}
