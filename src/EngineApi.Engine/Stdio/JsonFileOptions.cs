using System.Globalization;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// Options of the json-file log driver. A file that reached <paramref name="MaxSize"/> bytes is rotated (null: never);
/// at most <paramref name="MaxFile"/> files are kept, the current one included.
/// </summary>
public sealed record JsonFileOptions(long? MaxSize = null, int MaxFile = 1)
{
    private static readonly string[] s_informative = ["labels", "labels-regex", "env", "env-regex", "tag"];

    /// <summary>Reads <c>--log-opt</c> pairs.</summary>
    /// <exception cref="EngineException">InvalidParameter: an unknown option or a bad value, in Docker's words where it has some.</exception>
    public static JsonFileOptions Parse(IReadOnlyDictionary<string, string>? options)
    {
        long? maxSize = null;
        var maxFile = 1;
        foreach (var (name, value) in options ?? new Dictionary<string, string>())
        {
            switch (name)
            {
                case "max-size":
                    maxSize = ParseSize(value);
                    break;
                case "max-file":
                    maxFile = ParseCount(value);
                    break;
                case "compress" when value is "false" or "0" or "":
                case "mode" when value is "blocking" or "":
                    break;
                case "compress" or "mode" or "max-buffer-size":
                    throw EngineException.InvalidParameter($"log opt '{name}={value}' is not supported by the json-file log driver");
                default:
                    if (!s_informative.Contains(name))
                        throw EngineException.InvalidParameter($"unknown log opt '{name}' for json-file log driver");
                    break;
            }
        }

        return new JsonFileOptions(maxSize, maxFile);
    }

    private static int ParseCount(string value)
    {
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            throw EngineException.InvalidParameter($"strconv.Atoi: parsing \"{value}\": invalid syntax");
        return count >= 1 ? count : throw EngineException.InvalidParameter("max-file cannot be less than 1");
    }

    // Decimal multiples, as Docker takes them here: 10m is 10,000,000 bytes.
    private static long? ParseSize(string value)
    {
        if (value is "-1" or "")
            return null;
        var digits = value.TrimEnd('b', 'B', 'i').Length is var length ? value[..length] : value;
        double unit = digits.Length == 0 ? 0 : char.ToLowerInvariant(digits[^1]) switch
        {
            'k' => 1e3,
            'm' => 1e6,
            'g' => 1e9,
            't' => 1e12,
            _ => 1,
        };
        var number = unit > 1 ? digits[..^1] : digits;
        if (unit == 0 || !double.TryParse(number.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var size))
            throw EngineException.InvalidParameter($"invalid size: '{value}'");
        return size * unit >= 1 ? (long)(size * unit) : throw EngineException.InvalidParameter("max-size must be a positive number");
    }
}
