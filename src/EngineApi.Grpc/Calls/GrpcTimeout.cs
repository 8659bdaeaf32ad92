using System.Globalization;

namespace Grpc.Net.Client.Calls;

/// <summary>The <c>grpc-timeout</c> header: at most eight digits and a unit (grpc/doc/PROTOCOL-HTTP2.md).</summary>
internal static class GrpcTimeout
{
    private const long LargestNumber = 99_999_999;

    /// <summary>In the finest unit that fits, rounded down; at least one microsecond, at most 99999999 hours.</summary>
    public static string Format(TimeSpan timeout)
    {
        var ticks = timeout.Ticks;
        if (TryFormat(Math.Max(1, ticks / TimeSpan.TicksPerMicrosecond), 'u') is { } microseconds)
            return microseconds;
        return TryFormat(ticks / TimeSpan.TicksPerMillisecond, 'm')
            ?? TryFormat(ticks / TimeSpan.TicksPerSecond, 'S')
            ?? TryFormat(ticks / TimeSpan.TicksPerMinute, 'M')
            ?? TryFormat(Math.Min(LargestNumber, ticks / TimeSpan.TicksPerHour), 'H')!;
    }

    private static string? TryFormat(long number, char unit) =>
        number <= LargestNumber ? string.Create(CultureInfo.InvariantCulture, $"{number}{unit}") : null;
}
