using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngineApi.Wire.Json;

/// <summary>Go writes the keys of a map in order; a map that is in order already is written without a copy.</summary>
internal sealed class GoMapConverter<T> : JsonConverter<Dictionary<string, T>>
{
    // Values go through their converter directly, on the same reader: an error keeps its place in the whole document.
    public override Dictionary<string, T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        var values = ValueConverter(options);
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string key = reader.GetString()!;
            reader.Read();
            bool isNull = reader.TokenType == JsonTokenType.Null && !values.HandleNull;
            map[key] = isNull ? default! : values.Read(ref reader, typeof(T), options)!;
        }
        return map;
    }

    public override void Write(Utf8JsonWriter writer, Dictionary<string, T> value, JsonSerializerOptions options)
    {
        var values = ValueConverter(options);
        writer.WriteStartObject();
        if (InOrder(value))
        {
            foreach (var (key, item) in value) WriteEntry(writer, key, item, values, options);
        }
        else
        {
            int count = value.Count;
            var keys = ArrayPool<string>.Shared.Rent(count);
            value.Keys.CopyTo(keys, 0);
            keys.AsSpan(0, count).Sort(StringComparer.Ordinal);
            foreach (var key in keys.AsSpan(0, count)) WriteEntry(writer, key, value[key], values, options);
            ArrayPool<string>.Shared.Return(keys, clearArray: true);
        }
        writer.WriteEndObject();
    }

    private static JsonConverter<T> ValueConverter(JsonSerializerOptions options) => (JsonConverter<T>)options.GetTypeInfo(typeof(T)).Converter;

    private static void WriteEntry(Utf8JsonWriter writer, string key, T item, JsonConverter<T> values, JsonSerializerOptions options)
    {
        writer.WritePropertyName(key);
        if (item is null && !values.HandleNull) writer.WriteNullValue();
        else values.Write(writer, item, options);
    }

    private static bool InOrder(Dictionary<string, T> map)
    {
        string? previous = null;
        foreach (var (key, _) in map)
        {
            if (previous is not null && string.CompareOrdinal(previous, key) > 0) return false;
            previous = key;
        }
        return true;
    }
}
