using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngineApi.Wire.Json;

/// <summary>Reads a list that clients may also send as one string, such as <c>Cmd</c>; always writes a list.</summary>
public sealed class StrSliceConverter : JsonConverter<List<string>>
{
    public override List<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return [reader.GetString()!];
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
        var list = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null)) throw new JsonException();
            list.Add(reader.GetString() ?? "");
        }
        return list;
    }

    public override void Write(Utf8JsonWriter writer, List<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in value) writer.WriteStringValue(item ?? "");
        writer.WriteEndArray();
    }
}
