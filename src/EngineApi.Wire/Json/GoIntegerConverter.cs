using System.Numerics;
using System.Text.Json;

namespace EngineApi.Wire.Json;

internal sealed class GoIntegerConverter<T> : GoScalarConverter<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private static readonly long Least = long.CreateSaturating(T.MinValue);
    private static readonly ulong Most = ulong.CreateSaturating(T.MaxValue);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (T.IsNegative(value))
            writer.WriteNumberValue(long.CreateTruncating(value));
        else
            writer.WriteNumberValue(ulong.CreateTruncating(value));
    }

    protected override bool TryRead(ref Utf8JsonReader reader, out T value)
    {
        value = default;
        if (reader.TokenType != JsonTokenType.Number)
            return false;
        if (reader.TryGetUInt64(out var positive))
        {
            value = T.CreateTruncating(positive);
            return positive <= Most;
        }

        // Go reads no sign for an unsigned type, not even that of -0.
        if (Least == 0 || !reader.TryGetInt64(out var negative))
            return false;
        value = T.CreateTruncating(negative);
        return negative >= Least;
    }
}
