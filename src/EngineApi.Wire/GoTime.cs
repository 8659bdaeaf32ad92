using System.Globalization;

namespace EngineApi.Wire;

/// <summary>
/// Docker's timestamps. In answers: RFC 3339 in UTC, nanoseconds with trailing zeros cut. In <c>since</c> and <c>until</c>: Unix seconds with
/// an optional fraction, RFC 3339 and its shorter forms, or a Go duration back from now.
/// </summary>
public static class GoTime
{
    /// <summary>Go's zero time, as it reads in answers. <c>default(DateTimeOffset)</c> formats to it.</summary>
    public const string Zero = "0001-01-01T00:00:00Z";

    private static readonly string[] WithZone =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HHK", "yyyy-MM-ddK"];

    /// <summary>As Go's <c>RFC3339Nano</c> in UTC; a <see cref="DateTimeOffset"/> counts in 100 ns.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>As <see cref="Format(DateTimeOffset)"/>, from nanoseconds since 1970 and without losing any.</summary>
    public static string Format(long unixNano)
    {
        long seconds = Math.DivRem(unixNano, GoDuration.Second, out long nanos);
        if (nanos < 0) (seconds, nanos) = (seconds - 1, nanos + GoDuration.Second);
        var whole = DateTime.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return nanos == 0 ? whole + "Z" : whole + "." + nanos.ToString("d9", CultureInfo.InvariantCulture).TrimEnd('0') + "Z";
    }

    /// <summary>Nanoseconds since 1970; only for times between 1678 and 2262.</summary>
    public static long ToUnixNano(DateTimeOffset time) => checked((time.UtcTicks - DateTime.UnixEpoch.Ticks) * 100);

    /// <summary>Reads a timestamp of an answer; digits beyond 100 ns are dropped.</summary>
    /// <exception cref="FormatException">It is not RFC 3339.</exception>
    public static DateTimeOffset Parse(string text) =>
        TryParseRfc3339(text, out var time, out _) ? time : throw new FormatException($"parsing time {GoQuote.Quote(text)}: not an RFC 3339 timestamp");

    /// <summary>Reads a <c>since</c> or <c>until</c> as nanoseconds since 1970; null for nothing, that is null, the empty text or <c>0</c>.</summary>
    /// <param name="text">The parameter.</param>
    /// <param name="now">What a duration counts back from.</param>
    /// <exception cref="FormatException"><c>failed to parse value as time or duration: "x"</c>.</exception>
    public static long? ParseInstant(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(text) || text is "0") return null;
        try
        {
            if (TryParseUnix(text, out long unixNano)) return unixNano;
            if (GoDuration.TryParse(text, out long back)) return checked(ToUnixNano(now) - back);
            if (TryParseRfc3339(text, out var time, out long below100)) return checked(ToUnixNano(time) + below100);
        }
        catch (OverflowException)
        {
            // A time that nanoseconds since 1970 cannot hold is as unusable as one that does not parse.
        }
        throw new FormatException($"failed to parse value as time or duration: {GoQuote.Quote(text)}");
    }

    /// <summary>Seconds, optionally a point and up to nine digits that count from the left: <c>1.5</c> is 1,500,000,000 ns.</summary>
    private static bool TryParseUnix(ReadOnlySpan<char> text, out long unixNano)
    {
        unixNano = 0;
        int dot = text.IndexOf('.');
        var whole = dot < 0 ? text : text[..dot];
        if (!long.TryParse(whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)) return false;
        long nanos = 0;
        if (dot >= 0)
        {
            var fraction = text[(dot + 1)..];
            if (fraction.Length is 0 or > 9 || !long.TryParse(fraction, NumberStyles.None, CultureInfo.InvariantCulture, out nanos)) return false;
            for (int digits = fraction.Length; digits < 9; digits++) nanos *= 10;
        }
        unixNano = checked(seconds * GoDuration.Second + nanos);
        return true;
    }

    private static bool TryParseRfc3339(string text, out DateTimeOffset time, out long below100)
    {
        below100 = 0;
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0)
        {
            int digits = text.AsSpan(dot + 1).IndexOfAnyExceptInRange('0', '9');
            if (digits < 0) digits = text.Length - dot - 1;
            if (digits > 7)
            {
                // .NET counts in 100 ns: keep the last two digits apart.
                below100 = int.Parse(text.AsSpan(dot + 8, Math.Min(digits - 7, 2)), CultureInfo.InvariantCulture) * (digits == 8 ? 10 : 1);
                text = text.Remove(dot + 8, digits - 7);
            }
        }
        return DateTimeOffset.TryParseExact(text, WithZone, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out time);
    }
}
