using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EngineApi.Wire.Json;

/// <summary>Go writes the keys of a map in order; a map that is in order already is written without a copy.</summary>
internal sealed class GoMapConverter<T> : JsonConverter<Dictionary<string, T>>
{
    public override Dictionary<string, T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        var values = ValueInfo(options);
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string key = reader.GetString()!;
            reader.Read();
            map[key] = JsonSerializer.Deserialize(ref reader, values)!;
        }
        return map;
    }

    public override void Write(Utf8JsonWriter writer, Dictionary<string, T> value, JsonSerializerOptions options)
    {
        var values = ValueInfo(options);
        writer.WriteStartObject();
        if (InOrder(value))
        {
            foreach (var (key, item) in value) WriteEntry(writer, key, item, values);
        }
        else
        {
            int count = value.Count;
            var keys = ArrayPool<string>.Shared.Rent(count);
            value.Keys.CopyTo(keys, 0);
            keys.AsSpan(0, count).Sort(StringComparer.Ordinal);
            foreach (var key in keys.AsSpan(0, count)) WriteEntry(writer, key, value[key], values);
            ArrayPool<string>.Shared.Return(keys, clearArray: true);
        }
        writer.WriteEndObject();
    }

    private static JsonTypeInfo<T> ValueInfo(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));

    private static void WriteEntry(Utf8JsonWriter writer, string key, T item, JsonTypeInfo<T> values)
    {
        writer.WritePropertyName(key);
        if (item is null && typeof(T) != typeof(string)) writer.WriteNullValue();
        else JsonSerializer.Serialize(writer, item, values);
    }

    private static bool InOrder(Dictionary<string, T> map)
    {
        string? previous = null;
        foreach (var key in map.Keys)
        {
            if (previous is not null && string.CompareOrdinal(previous, key) > 0) return false;
            previous = key;
        }
        return true;
    }
}
