using System.Buffers;
using System.Globalization;
using System.Text;

namespace EngineApi.Wire;

/// <summary>Go's durations, such as <c>1h15m30.5s</c>, in nanoseconds.</summary>
public static class GoDuration
{
    public const long Microsecond = 1_000;
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000_000_000;
    public const long Minute = 60 * Second;
    public const long Hour = 60 * Minute;

    private static readonly SearchValues<char> Numeric = SearchValues.Create("0123456789.");

    /// <exception cref="FormatException"><c>time: invalid duration "x"</c>, <c>… missing unit …</c> or <c>… unknown unit …</c>.</exception>
    public static long Parse(string text) => TryParse(text, out long nanoseconds, out var error) ? nanoseconds : throw new FormatException(error);

    public static bool TryParse(string text, out long nanoseconds) => TryParse(text, out nanoseconds, out _);

    /// <summary>As Go prints it: <c>0s</c>, <c>1.5µs</c>, <c>2m0s</c>, <c>1h15m30.5s</c>.</summary>
    public static string Format(long nanoseconds)
    {
        if (nanoseconds == 0) return "0s";
        decimal left = Math.Abs((decimal)nanoseconds);
        string sign = nanoseconds < 0 ? "-" : "";
        if (left < Microsecond) return sign + Number(left) + "ns";
        if (left < Millisecond) return sign + Number(left / Microsecond) + "µs";
        if (left < Second) return sign + Number(left / Millisecond) + "ms";

        var text = new StringBuilder(sign);
        if (left >= Hour) text.Append(Number(decimal.Floor(left / Hour))).Append('h');
        if (left >= Minute) text.Append(Number(decimal.Floor(left % Hour / Minute))).Append('m');
        return text.Append(Number(left % Minute / Second)).Append('s').ToString();
    }

    private static bool TryParse(string text, out long nanoseconds, out string? error)
    {
        nanoseconds = 0;
        error = $"time: invalid duration {GoQuote.Quote(text)}";
        var rest = text.AsSpan();
        bool negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+")) rest = rest[1..];
        if (rest is "0") return true;
        if (rest.IsEmpty) return false;

        decimal sum = 0;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(Numeric);
            var number = digits < 0 ? rest : rest[..digits];
            if (number.Length > 28 || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount)) return false;
            rest = rest[number.Length..];

            int next = rest.IndexOfAny(Numeric);
            var name = next < 0 ? rest : rest[..next];
            if (name.IsEmpty)
            {
                error = $"time: missing unit in duration {GoQuote.Quote(text)}";
                return false;
            }
            long unit = UnitOf(name);
            if (unit == 0)
            {
                error = $"time: unknown unit {GoQuote.Quote(name.ToString())} in duration {GoQuote.Quote(text)}";
                return false;
            }
            rest = rest[name.Length..];
            // Any single part this large is out of range already; without the test the product could overflow a decimal.
            if (amount > long.MaxValue) return false;
            sum += decimal.Truncate(amount * unit);
            if (sum > long.MaxValue) return false;
        }
        nanoseconds = (long)(negative ? -sum : sum);
        error = null;
        return true;
    }

    private static long UnitOf(ReadOnlySpan<char> name) => name switch
    {
        "ns" => 1,
        "us" or "µs" or "μs" => Microsecond,
        "ms" => Millisecond,
        "s" => Second,
        "m" => Minute,
        "h" => Hour,
        _ => 0,
    };

    private static string Number(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);
}
