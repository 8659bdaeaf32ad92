using EngineApi.Wire;

namespace EngineApi.Server.Http;

/// <summary>
/// A boolean of a query string, which clients write as 1, true, True or yes: whatever does not clearly say no is true.
/// As a parameter it is nullable: absent is null, and <c>== true</c> reads well.
/// </summary>
public readonly record struct QueryBool(bool Value)
{
    public static bool TryParse(string? text, out QueryBool value)
    {
        value = new(GoBool.Parse(text));
        return true;
    }

    public static implicit operator bool(QueryBool value) => value.Value;

    public bool ToBoolean() => Value;
}
