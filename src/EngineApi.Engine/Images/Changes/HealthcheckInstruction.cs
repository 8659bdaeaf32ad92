using System.Globalization;
using EngineApi.Wire;
using EngineApi.Wire.Containers;

namespace EngineApi.Engine.Images.Changes;

/// <summary><c>HEALTHCHECK [--interval=…] [--timeout=…] [--start-period=…] [--start-interval=…] [--retries=…] CMD …</c> or <c>NONE</c>.</summary>
internal static class HealthcheckInstruction
{
    private const long Millisecond = 1_000_000;

    public static HealthConfig Parse(string text)
    {
        var health = new HealthConfig();
        while (text.StartsWith("--", StringComparison.Ordinal))
        {
            var end = text.IndexOfAny([' ', '\t']);
            SetFlag(health, end < 0 ? text : text[..end]);
            text = end < 0 ? "" : text[end..].TrimStart();
        }
        var kind = text.Split([' ', '\t'], 2)[0];
        var rest = text[kind.Length..].Trim();
        health.Test = kind.ToUpperInvariant() switch
        {
            "NONE" when rest.Length == 0 => ["NONE"],
            "NONE" => throw new FormatException("HEALTHCHECK NONE takes no arguments"),
            "CMD" when rest.Length > 0 => Words.List(rest) is { } exec ? ["CMD", .. exec] : ["CMD-SHELL", rest],
            "CMD" => throw new FormatException("Missing command after HEALTHCHECK CMD"),
            _ => throw new FormatException($"Unknown type \"{kind}\" in HEALTHCHECK (try CMD)"),
        };
        return health;
    }

    private static void SetFlag(HealthConfig health, string flag)
    {
        var equals = flag.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? flag : flag[..equals];
        var value = equals < 0 ? "" : flag[(equals + 1)..];
        switch (name)
        {
            case "--interval":
                health.Interval = Duration(name, value);
                break;
            case "--timeout":
                health.Timeout = Duration(name, value);
                break;
            case "--start-period":
                health.StartPeriod = Duration(name, value);
                break;
            case "--start-interval":
                health.StartInterval = Duration(name, value);
                break;
            case "--retries":
                if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var retries) || retries < 0)
                    throw new FormatException($"--retries cannot be negative or not a number ({value})");
                health.Retries = retries;
                break;
            default:
                throw new FormatException($"unknown flag: {name}");
        }
    }

    private static long Duration(string flag, string value)
    {
        var nanoseconds = GoDuration.Parse(value);
        return nanoseconds == 0 || nanoseconds >= Millisecond
            ? nanoseconds
            : throw new FormatException($"Interval \"{flag[2..]}\" cannot be less than 1ms");
    }
}
