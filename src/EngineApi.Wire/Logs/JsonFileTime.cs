using System.Buffers.Text;

namespace EngineApi.Wire.Logs;

/// <summary>The <c>time</c> of a json-file line: RFC 3339 in UTC with nanoseconds, whose trailing zeros are cut.</summary>
public static class JsonFileTime
{
    /// <summary>Length of the form with nine digits that <c>logs?timestamps=1</c> shows.</summary>
    public const int FixedLength = 30;

    private const int SecondsLength = 19;
    private const long NanosecondsPerTick = 100;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Writes the short form; the span needs room for <see cref="FixedLength"/> bytes. Returns the bytes written.</summary>
    public static int Format(DateTimeOffset time, Span<byte> destination)
    {
        var utc = time.UtcDateTime;
        utc.TryFormat(destination, out _, "yyyy-MM-ddTHH:mm:ss.fffffff", null);
        var length = SecondsLength + 8;
        while (destination[length - 1] == '0')
            length--;
        if (destination[length - 1] == '.')
            length--;
        destination[length++] = (byte)'Z';
        return length;
    }

    /// <summary>Writes a short form with all nine digits. False: it is not of this format.</summary>
    public static bool TryWriteFixed(ReadOnlySpan<byte> time, Span<byte> destination)
    {
        if (time.Length < SecondsLength + 1 || time[^1] != 'Z' || time.Length > FixedLength)
            return false;
        "0000-00-00T00:00:00.000000000Z"u8.CopyTo(destination);
        time[..^1].CopyTo(destination);
        return true;
    }

    /// <summary>Nanoseconds since the Unix epoch. False: it is not of this format.</summary>
    public static bool TryParse(ReadOnlySpan<byte> time, out long nanoseconds)
    {
        nanoseconds = 0;
        if (time.Length < SecondsLength + 1 || time[^1] != 'Z' || time.Length > FixedLength)
            return false;
        if (!Number(time[..4], out var year) || !Number(time[5..7], out var month) || !Number(time[8..10], out var day)
            || !Number(time[11..13], out var hour) || !Number(time[14..16], out var minute) || !Number(time[17..19], out var second)
            || year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        long fraction = 0, unit = NanosecondsPerSecond;
        foreach (var digit in time.Length > SecondsLength + 1 ? time[(SecondsLength + 1)..^1] : default)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            unit /= 10;
            fraction += (digit - '0') * unit;
        }

        var seconds = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks * NanosecondsPerTick;
        nanoseconds = seconds + fraction;
        return true;
    }

    /// <summary>Nanoseconds since the Unix epoch.</summary>
    public static long ToNanoseconds(DateTimeOffset time) => (time.UtcDateTime - DateTime.UnixEpoch).Ticks * NanosecondsPerTick;

    private static bool Number(ReadOnlySpan<byte> digits, out int value) =>
        Utf8Parser.TryParse(digits, out value, out var read) && read == digits.Length && digits[0] is >= (byte)'0' and <= (byte)'9';
}
