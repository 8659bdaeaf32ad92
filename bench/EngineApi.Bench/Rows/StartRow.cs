using System.Diagnostics;
using System.Globalization;
using EngineApi.Bench.Docker;
using EngineApi.Bench.Measures;

namespace EngineApi.Bench.Rows;

/// <summary>Start of an engine that has no containers, from exec to the first answer to <c>/_ping</c>.</summary>
internal sealed class StartRow() : Row("start", "start, exec to first ping")
{
    private static readonly TimeSpan MostWait = TimeSpan.FromMinutes(1);

    public override bool NeedsImage => false;

    public override int Rounds(int asked) => Math.Min(asked, 3);

    public override bool Applies(MeasuredEngine engine) => engine.Options is { Start: not null, Cgroup: not null };

    public override async Task<IReadOnlyList<Figure>> MeasureAsync(MeasuredEngine engine, int round, CancellationToken cancellationToken)
    {
        var root = Directory.CreateTempSubdirectory("engineapi-bench-");
        var group = Directory.CreateDirectory($"{engine.Options.Cgroup}-start-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}");
        try
        {
            var begun = TimeProvider.System.GetTimestamp();
            using var process = Launch(engine.Options.Start!, root.FullName, group.FullName);
            try
            {
                await FirstPingAsync(Path.Combine(root.FullName, "engine.sock"), process, cancellationToken);
                var wall = TimeProvider.System.GetElapsedTime(begun);
                return [new("CPU", "ms", new CgroupCpu(group.FullName).Seconds * 1e3), new("wall", "ms", wall.TotalMilliseconds)];
            }
            finally
            {
                using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await process.WaitForExitAsync(CancellationToken.None).WaitAsync(MostWait, CancellationToken.None);
            }
        }
        finally
        {
            group.Delete();
            root.Delete(recursive: true);
        }
    }

    private static Process Launch(string program, string root, string group)
    {
        const string Script = "echo $$ >\"$1/cgroup.procs\"; exec \"$0\" >\"$BENCH_ROOT/log\" 2>&1";
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, program, group]);
        start.Environment["BENCH_ROOT"] = root;
        start.Environment["BENCH_SOCKET"] = Path.Combine(root, "engine.sock");
        return Process.Start(start) ?? throw new DockerFailure($"cannot start {program}");
    }

    private static async Task FirstPingAsync(string socket, Process process, CancellationToken cancellationToken)
    {
        using var api = new DockerApi(socket);
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await api.PingAsync(cancellationToken);
                return;
            }
            catch (HttpRequestException e) when (!process.HasExited && TimeProvider.System.GetElapsedTime(begun) < MostWait)
            {
                // Not listening yet.
                _ = e;
                await Task.Delay(5, cancellationToken);
            }
        }
    }
}
