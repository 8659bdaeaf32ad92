using System.Globalization;

namespace EngineApi.Wire;

/// <summary>Whole decimal numbers of query strings, with the error texts of Go's <c>strconv</c>.</summary>
public static class GoInt
{
    /// <summary>Reads digits with an optional sign and nothing else.</summary>
    /// <exception cref="FormatException"><c>strconv.Atoi: parsing "x": invalid syntax</c>, or <c>… value out of range</c>.</exception>
    public static long Parse(string text) => Parse(text, "Atoi");

    /// <summary>As <see cref="Parse(string)"/>, but null and the empty text are <paramref name="whenEmpty"/>.</summary>
    /// <exception cref="FormatException">As <see cref="Parse(string)"/>.</exception>
    public static long Parse(string? text, long whenEmpty) => string.IsNullOrEmpty(text) ? whenEmpty : Parse(text);

    internal static long Parse(string text, string function)
    {
        var digits = text.AsSpan();
        if (!digits.IsEmpty && digits[0] is '+' or '-') digits = digits[1..];
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            throw new FormatException($"strconv.{function}: parsing {GoQuote.Quote(text)}: invalid syntax");
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value))
            throw new FormatException($"strconv.{function}: parsing {GoQuote.Quote(text)}: value out of range");
        return value;
    }
}
