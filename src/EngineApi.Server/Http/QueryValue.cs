using System.Globalization;
using EngineApi.Engine;
using EngineApi.Wire;

namespace EngineApi.Server.Http;

/// <summary>Numbers and times of query strings, with dockerd's statuses for what cannot be read.</summary>
internal static class QueryValue
{
    private const long NanosecondsPerTick = 100;

    /// <exception cref="EngineException">System (dockerd answers 500 here): <c>strconv.Atoi: parsing "x": invalid syntax</c>.</exception>
    public static int Limit(string? text) => Number(text, 0, ErrorKind.System);

    /// <summary>Null if it was not sent.</summary>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static int? Seconds(string? text) => string.IsNullOrEmpty(text) ? null : Number(text, 0, ErrorKind.InvalidParameter);

    /// <summary>Rows or columns of a terminal.</summary>
    /// <exception cref="EngineException">InvalidParameter: not a number from 0 to 65535, or none at all.</exception>
    public static uint TerminalSize(string? text, string name)
    {
        var digits = (text ?? "").AsSpan();
        if (digits is ['-', ..]) digits = digits[1..];
        var problem = digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9') ? "invalid syntax" : "value out of range";
        return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw EngineException.InvalidParameter($"invalid resize {name} {GoQuote.Quote(text ?? "")}: {problem}");
    }

    /// <summary>A moment as clients send it: Unix seconds with or without a fraction, RFC 3339, or a duration before now.</summary>
    /// <returns>Null if it was not sent, or is 0.</returns>
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static DateTimeOffset? Moment(string? text, TimeProvider time) => Input.Read(() => GoTime.ParseInstant(text, time.GetUtcNow())) is { } nanoseconds
        ? DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / NanosecondsPerTick)
        : null;

    private static int Number(string? text, int whenEmpty, ErrorKind kind)
    {
        try
        {
            var number = GoInt.Parse(text, whenEmpty);
            return number is >= int.MinValue and <= int.MaxValue
                ? (int)number
                : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"strconv.Atoi: parsing \"{text}\": value out of range"));
        }
        catch (FormatException e)
        {
            throw new EngineException(kind, e.Message, e);
        }
    }
}
