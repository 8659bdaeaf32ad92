using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngineApi.Wire.Json;

/// <summary>
/// Go leaves a number or a boolean alone when the JSON says <c>null</c>, so null reads as the zero value.
/// Anything that does not fit the type exactly (a fraction, a number out of range, a quoted number) is an error.
/// </summary>
internal abstract class GoScalarConverter<T> : JsonConverter<T>
    where T : struct
{
    public override bool HandleNull => true;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null) return default;
        return TryRead(ref reader, out var value) ? value : throw new JsonException();
    }

    protected abstract bool TryRead(ref Utf8JsonReader reader, out T value);
}

internal sealed class GoBoolConverter : GoScalarConverter<bool>
{
    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);

    protected override bool TryRead(ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return value || reader.TokenType == JsonTokenType.False;
    }
}
