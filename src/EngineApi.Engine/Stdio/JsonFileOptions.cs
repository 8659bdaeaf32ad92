using System.Collections.Frozen;
using System.Globalization;
using EngineApi.Engine.Containers;
using EngineApi.Wire;

namespace EngineApi.Engine.Stdio;

/// <summary>
/// Options of the json-file log driver. A file that reached <paramref name="MaxSize"/> bytes is rotated (null: never);
/// at most <paramref name="MaxFile"/> files are kept, the current one included, the others packed if <paramref name="Compress"/>.
/// </summary>
/// <remarks>
/// <c>mode=non-blocking</c> changes nothing: a log that cannot be written holds no container up here, and none is kept in memory, so that
/// <c>max-buffer-size</c> has nothing to limit.
/// </remarks>
public sealed record JsonFileOptions(long? MaxSize = null, int MaxFile = 1, bool Compress = false)
{
    private static readonly FrozenSet<string> s_known = FrozenSet.Create(
        StringComparer.Ordinal,
        "max-file", "max-size", "compress", "labels", "labels-regex", "env", "env-regex", "tag", "mode", "max-buffer-size");

    /// <summary>Reads <c>--log-opt</c> pairs.</summary>
    /// <exception cref="EngineException">InvalidParameter: an unknown option or a bad value, in Docker's words where it has some.</exception>
    public static JsonFileOptions Parse(IReadOnlyDictionary<string, string>? given)
    {
        var options = given ?? new Dictionary<string, string>();
        foreach (var name in options.Keys)
        {
            if (!s_known.Contains(name))
                throw Broken($"unknown log opt '{name}' for json-file log driver");
        }

        CheckMode(options);
        var parsed = new JsonFileOptions(
            options.TryGetValue("max-size", out var size) ? ParseSize(size) : null,
            options.TryGetValue("max-file", out var count) ? ParseCount(count) : 1);
        return parsed with { Compress = parsed.IsCompressing(options) };
    }

    private static void CheckMode(IReadOnlyDictionary<string, string> options)
    {
        var mode = options.GetValueOrDefault("mode", "");
        if (mode is not ("" or "blocking" or "non-blocking"))
            throw Broken($"logger: logging mode not supported: {mode}");
        if (options.TryGetValue("max-buffer-size", out var buffer))
        {
            if (mode != "non-blocking")
                throw Broken("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
            Read(() => ByteSize.Parse(buffer), "error parsing option max-buffer-size: ");
        }
    }

    private bool IsCompressing(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue("compress", out var compress) || compress.Length == 0)
            return false;
        if (!BoolText.TryParse(compress, out var compressing))
            throw Broken($"strconv.ParseBool: parsing \"{compress}\": invalid syntax");
        return compressing && (MaxFile == 1 || MaxSize is null)
            ? throw Broken("compress cannot be true when max-file is less than 2 or max-size is not set")
            : compressing;
    }

    private static int ParseCount(string value)
    {
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            throw Broken($"strconv.Atoi: parsing \"{value}\": invalid syntax");
        return count >= 1 ? count : throw Broken("max-file cannot be less than 1");
    }

    private static long ParseSize(string value) =>
        Read(() => ByteSize.ParseDecimal(value)) is > 0 and var size ? size : throw Broken("max-size must be a positive number");

    private static long Read(Func<long> parse, string prefix = "")
    {
        try
        {
            return parse();
        }
        catch (FormatException e)
        {
            throw Broken(prefix + e.Message);
        }
    }

    private static EngineException Broken(string message) => EngineException.InvalidParameter(message);
}
