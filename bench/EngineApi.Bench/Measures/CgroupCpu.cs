using System.Globalization;

namespace EngineApi.Bench.Measures;

/// <summary>
/// CPU time of a control group and all below it: <c>cpuacct.usage</c> (v1, nanoseconds) or <c>usage_usec</c> of
/// <c>cpu.stat</c> (v2). Processes that have ended count, so runc and every shim do.
/// </summary>
internal sealed class CgroupCpu
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostSettling = TimeSpan.FromSeconds(10);
    private const double Quiet = 0.0015;

    private readonly string _path;
    private readonly bool _unified;

    public CgroupCpu(string directory)
    {
        var legacy = Path.Combine(directory, "cpuacct.usage");
        _unified = !File.Exists(legacy);
        _path = _unified ? Path.Combine(directory, "cpu.stat") : legacy;
        if (!File.Exists(_path))
            throw new ArgumentException($"{directory} is no cpuacct or unified control group");
    }

    public double Seconds
    {
        get
        {
            if (!_unified)
                return long.Parse(File.ReadAllText(_path), CultureInfo.InvariantCulture) / 1e9;
            var line = File.ReadLines(_path).First(line => line.StartsWith("usage_usec ", StringComparison.Ordinal));
            return long.Parse(line.AsSpan("usage_usec ".Length), CultureInfo.InvariantCulture) / 1e6;
        }
    }

    /// <summary>Waits until hardly anything is used: at most 1.5 ms in each of three windows of 100 ms. Gives up after 10 s.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var last = Seconds;
        for (var quiet = 0; quiet < 3 && TimeProvider.System.GetElapsedTime(begun) < MostSettling;)
        {
            await Task.Delay(Window, cancellationToken);
            var now = Seconds;
            quiet = now - last <= Quiet ? quiet + 1 : 0;
            last = now;
        }
    }
}
