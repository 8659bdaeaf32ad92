using System.Collections.Frozen;
using System.Globalization;
using EngineApi.Engine.Stdio;
using EngineApi.Wire;
using EngineApi.Wire.Containers;
using static EngineApi.Engine.Containers.Create.HostConfigRules;

namespace EngineApi.Engine.Containers.Create;

/// <summary>The log drivers there are, and the options they take.</summary>
internal static class LogRules
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "max-file", "max-size", "compress", "labels", "labels-regex", "env", "env-regex", "tag", "mode", "max-buffer-size");

    public static void Check(LogConfig log)
    {
        if (log.Type == "none")
            return;
        if (log.Type != "json-file")
            throw Broken($"logger: no log driver named '{log.Type}' is registered");
        var options = log.Config ?? [];
        foreach (var name in options.Keys)
        {
            if (!Known.Contains(name))
                throw Broken($"unknown log opt '{name}' for json-file log driver");
        }
        CheckMode(options);
        CheckRotation(options);
        if (options.TryGetValue("tag", out var tag))
            LogTag.Check(tag);
        // Correct for dockerd, but not all of it is there: refused now, not when the log is opened.
        JsonFileOptions.Parse(options);
    }

    private static void CheckMode(Dictionary<string, string> options)
    {
        var mode = options.GetValueOrDefault("mode", "");
        if (mode is not ("" or "blocking" or "non-blocking"))
            throw Broken($"logger: logging mode not supported: {mode}");
        if (!options.TryGetValue("max-buffer-size", out var buffer))
            return;
        if (mode != "non-blocking")
            throw Broken("logger: max-buffer-size option is only supported with 'mode=non-blocking'");
        Read(() => ByteSize.Parse(buffer), "error parsing option max-buffer-size: ");
    }

    private static void CheckRotation(Dictionary<string, string> options)
    {
        long size = 0;
        if (options.TryGetValue("max-size", out var most))
        {
            // -1 is Docker's way of saying no limit.
            size = most == "-1" ? -1 : Read(() => ByteSize.Parse(most));
            if (size == 0)
                throw Broken("max-size must be a positive number");
        }
        var files = 1;
        if (options.TryGetValue("max-file", out var count))
        {
            if (!int.TryParse(count, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out files))
                throw Broken($"strconv.Atoi: parsing \"{count}\": invalid syntax");
            if (files < 1)
                throw Broken("max-file cannot be less than 1");
        }
        if (!options.TryGetValue("compress", out var compress))
            return;
        if (!BoolText.TryParse(compress, out var compressing))
            throw Broken($"strconv.ParseBool: parsing \"{compress}\": invalid syntax");
        if (compressing && (files == 1 || size <= 0))
            throw Broken("compress cannot be true when max-file is less than 2 or max-size is not set");
    }

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
}
