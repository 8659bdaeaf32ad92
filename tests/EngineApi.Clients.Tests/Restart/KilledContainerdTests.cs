using System.Diagnostics;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Restart;

/// <summary>The managed containerd is killed again and again while containers write, end, and are waited for.</summary>
public sealed class KilledContainerdTests : IAsyncLifetime
{
    private const int Kills = 4;

    // $0 lines, in bursts; odd ones on stderr.
    private const string Writer =
        "i=0; while [ $i -lt $0 ]; do n=0; while [ $n -lt 40 ]; do i=$((i+2)); n=$((n+2)); echo line $((i-1)) >&2; echo line $i; done; sleep 0.05; done; exit $1";

    private readonly EngineProcess _engine = new();
    private readonly DockerCli _docker;

    public KilledContainerdTests() => _docker = new(_engine);

    public ValueTask InitializeAsync() => _engine.InitializeAsync();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Logs_are_whole_exit_codes_right_and_clients_go_on_or_end()
    {
        // Some end between the kills, some while containerd is dead, some after the last.
        (int Lines, int Code)[] wanted = [.. Enumerable.Range(1, 8).Select(static number => (number * 1_000, 10 + number))];
        var ids = new List<string>();
        foreach (var (lines, code) in wanted)
            ids.Add(await _docker.OkAsync("run", "-d", "--network", "none", BusyboxImage.Name, "sh", "-c", Writer, $"{lines}", $"{code}"));
        var waits = ids.Select(id => _docker.Begin("wait", id)).ToList();
        var follows = ids.Select(id => _docker.Begin("logs", "-f", id)).ToList();
        var removed = await _docker.OkAsync("run", "-d", "--rm", "--network", "none", BusyboxImage.Name, "sh", "-c", Writer, "2000", "0");
        try
        {
            var shown = 0;
            for (var kill = 0; kill < Kills; kill++)
            {
                // Only when the one that lasts longest has been heard of again.
                shown = await MoreThanAsync(follows[^1], shown);
                await KillContainerdAsync();
                await Eventually.BecomesTrueAsync(async () => (await _docker.RunAsync("version")).ExitCode == 0);
            }

            for (var number = 0; number < ids.Count; number++)
            {
                var code = (await waits[number].EndAsync()).Ok();
                Assert.Contains(code, Exits.OutliveContainerd ? [$"{wanted[number].Code}"] : new[] { $"{wanted[number].Code}", "255" });
                AssertWhole(wanted[number].Lines, await follows[number].EndAsync());
                AssertWhole(wanted[number].Lines, await _docker.RunAsync("logs", ids[number]));
                Assert.Equal("exited " + code, await _docker.InspectAsync(ids[number], "{{.State.Status}} {{.State.ExitCode}}"));
            }

            await Eventually.BecomesTrueAsync(async () => (await _docker.RunAsync("container", "inspect", removed)).ExitCode == 1);
            Assert.Equal("works", await _docker.OkAsync("run", "--rm", "--network", "none", BusyboxImage.Name, "echo", "works"));
            await _docker.OkAsync(["rm", .. ids]);
        }
        finally
        {
            foreach (var client in waits.Concat(follows))
                await client.DisposeAsync();
        }
    }

    private static void AssertWhole(int lines, CliResult logs)
    {
        Assert.Equal(0, logs.ExitCode);
        Assert.Equal(Enumerable.Range(1, lines / 2).Select(static number => $"line {number * 2}"), logs.Output.TrimEnd('\n').Split('\n'));
        Assert.Equal(Enumerable.Range(1, lines / 2).Select(static number => $"line {number * 2 - 1}"), logs.Error.TrimEnd('\n').Split('\n'));
    }

    private static async Task<int> MoreThanAsync(RunningCommand follow, int shown)
    {
        await Eventually.BecomesTrueAsync(() => follow.Output.Length > shown + 2_000);
        return follow.Output.Length;
    }

    private async Task KillContainerdAsync()
    {
        var containerd = ProcessTable.All().Where(process => process.CommandLine[0].EndsWith("containerd", StringComparison.Ordinal)
            && process.CommandLine.Any(argument => argument.StartsWith(_engine.Root, StringComparison.Ordinal))).ToList();
        if (containerd.Count == 0)
            return; // It has not been started again yet: it is dead as it is.
        using var process = Process.GetProcessById(containerd[0].Pid);
        process.Kill();
        await process.WaitForExitAsync();
    }
}
