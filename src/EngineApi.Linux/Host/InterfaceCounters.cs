using System.Globalization;

namespace EngineApi.Linux.Host;

/// <summary>What one network interface has received and sent: a line of <c>/proc/PID/net/dev</c>.</summary>
public sealed record InterfaceCounters(
    string Name,
    ulong ReceivedBytes, ulong ReceivedPackets, ulong ReceiveErrors, ulong ReceiveDrops,
    ulong SentBytes, ulong SentPackets, ulong SendErrors, ulong SendDrops)
{
    private const int Columns = 16;
    private const int FirstSent = 8;

    /// <summary>The interfaces of a process's network namespace; none when the process is gone.</summary>
    public static IReadOnlyList<InterfaceCounters> Read(int pid, string proc = "/proc") =>
        Parse(KernelFile.TryRead(Path.Join(proc, pid.ToString(CultureInfo.InvariantCulture), "net/dev")) ?? "");

    public static IReadOnlyList<InterfaceCounters> Parse(string dev)
    {
        var all = new List<InterfaceCounters>();
        foreach (var line in dev.Split('\n'))
        {
            // Two lines of headings have no colon.
            var colon = line.LastIndexOf(':');
            var numbers = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (colon < 0 || numbers.Length < Columns)
                continue;
            ulong At(int column) => KernelFile.Number(numbers[column]);
            all.Add(new(
                line[..colon].Trim(),
                At(0), At(1), At(2), At(3),
                At(FirstSent), At(FirstSent + 1), At(FirstSent + 2), At(FirstSent + 3)));
        }

        return all;
    }
}
