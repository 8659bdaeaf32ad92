using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EngineApi.Wire.Json;

/// <summary>Words a value of the wrong type as Go does: which value, which field, which type it takes.</summary>
internal static class JsonMismatch
{
    public static string Describe(ReadOnlySpan<byte> json, JsonException error, JsonTypeInfo root)
    {
        var path = new List<string?>();
        string value = Locate(json, JsonSyntax.OffsetOf(json, error), path);
        if (path.Count == 0) return $"json: cannot unmarshal {value} into Go value of type {GoTypeName.Of(root.Type)}";

        var type = root.Type;
        var field = new StringBuilder(GoTypeName.Of(type));
        foreach (var name in path)
        {
            type = name is null ? GoTypeName.ElementOf(type) : MemberOf(type, name, root.Options);
            if (name is not null) field.Append('.').Append(name);
        }
        return $"json: cannot unmarshal {value} into Go struct field {field} of type {GoTypeName.Of(type)}";
    }

    /// <summary>Fills <paramref name="path"/> (null stands for an array's element) and names the value that ends at or before the offset.</summary>
    private static string Locate(ReadOnlySpan<byte> json, int offset, List<string?> path)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RequestBody.MaxDepth });
        var open = new Stack<bool>();
        string? member = null;
        string value = "value";
        while (reader.Read() && reader.BytesConsumed <= offset)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    member = reader.GetString();
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.Pop();
                    if (path.Count > open.Count) path.RemoveRange(open.Count, path.Count - open.Count);
                    continue;
            }
            if (path.Count > open.Count) path.RemoveRange(open.Count, path.Count - open.Count);
            while (path.Count < open.Count) path.Add(null);
            if (open.Count > 0) path[^1] = open.Peek() ? member : null;
            value = Name(ref reader);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) open.Push(reader.TokenType == JsonTokenType.StartObject);
        }
        return value;
    }

    private static string Name(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number " + Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.True or JsonTokenType.False => "bool",
        _ => "null",
    };

    private static Type MemberOf(Type type, string name, JsonSerializerOptions options)
    {
        if (type.IsGenericType) return GoTypeName.ElementOf(type);
        if (!options.TryGetTypeInfo(type, out var info)) return typeof(object);
        foreach (var property in info.Properties)
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)) return property.PropertyType;
        }
        return typeof(object);
    }
}
