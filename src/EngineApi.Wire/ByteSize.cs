using System.Buffers;
using System.Globalization;

namespace EngineApi.Wire;

/// <summary>Sizes as people write them. Docker prints powers of 1000 (<c>1.985MB</c>) and reads memory in powers of 1024 (<c>64m</c>).</summary>
public static class ByteSize
{
    private static readonly SearchValues<char> Numeric = SearchValues.Create("0123456789.-+");
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>Four significant digits in powers of 1000: <c>0B</c>, <c>19.97kB</c>.</summary>
    public static string Format(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1000 && unit < Units.Length - 1; unit++)
            bytes /= 1000;
        return bytes.ToString("G4", CultureInfo.InvariantCulture) + Units[unit];
    }

    /// <summary>Reads a number and an optional unit (<c>b</c>, <c>k</c>, <c>kb</c>, <c>KiB</c>, …), powers of 1024; fractions are allowed.</summary>
    /// <exception cref="FormatException"><c>invalid size: 'x'</c>.</exception>
    public static long Parse(string text) => Parse(text, 1024);

    /// <summary>The same in powers of 1000, as Docker reads sizes of logs: <c>10m</c> is 10,000,000.</summary>
    /// <exception cref="FormatException"><c>invalid size: 'x'</c>.</exception>
    public static long ParseDecimal(string text) => Parse(text, 1000);

    private static long Parse(string text, double step)
    {
        var number = text.AsSpan().TrimEnd();
        int unit = number.IndexOfAnyExcept(Numeric);
        var suffix = unit < 0 ? [] : number[unit..].TrimStart();
        if (unit >= 0) number = number[..unit];
        int power = suffix.IsEmpty ? 0 : "bkmgtpe".IndexOf(char.ToLowerInvariant(suffix[0]), StringComparison.Ordinal);
        bool known = suffix.Length switch
        {
            0 or 1 => true,
            2 => power > 0 && suffix[1] is 'b' or 'B',
            3 => power > 0 && suffix[1] is 'i' or 'I' && suffix[2] is 'b' or 'B',
            _ => false,
        };
        const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
        if (!known || power < 0 || !double.TryParse(number, Style, CultureInfo.InvariantCulture, out double amount) || amount < 0)
            throw new FormatException($"invalid size: '{text}'");
        double bytes = amount * Math.Pow(step, power);
        return bytes < long.MaxValue ? (long)bytes : throw new FormatException($"invalid size: '{text}'");
    }
}
