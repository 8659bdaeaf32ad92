namespace EngineApi.Wire;

/// <summary>Booleans of query strings: everything is true except what clearly says no.</summary>
public static class GoBool
{
    /// <summary>
    /// False for null, the empty text, <c>0</c>, <c>no</c>, <c>false</c> and <c>none</c>, whatever their case and surrounding blanks; else true.
    /// </summary>
    public static bool Parse(string? text)
    {
        var value = text.AsSpan().Trim();
        return !(value.IsEmpty || value is "0" || Is(value, "no") || Is(value, "false") || Is(value, "none"));
    }

    /// <summary>As <see cref="Parse(string?)"/>, with a default for a parameter that was not sent at all.</summary>
    public static bool Parse(string? text, bool whenAbsent) => text is null ? whenAbsent : Parse(text);

    /// <summary>As Go's <c>strconv.ParseBool</c>: <c>1</c>, <c>t</c>, <c>true</c> and the like, and their opposites.</summary>
    /// <returns>Whether it is any of these.</returns>
    public static bool TryParseExactly(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "TRUE" or "true" or "True";
        return value || text is "0" or "f" or "F" or "FALSE" or "false" or "False";
    }

    private static bool Is(ReadOnlySpan<char> value, string word) => value.Equals(word, StringComparison.OrdinalIgnoreCase);
}
