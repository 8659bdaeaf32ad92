using System.Collections.Concurrent;
using System.Globalization;
using Xunit;

namespace EngineApi.Clients.Tests.Restart;

/// <summary>
/// Twenty containers write numbered lines while the gateway is killed at random, also in the midst of its start. Half of them write
/// on, the others end whenever they are done and are followed by new ones. By hand, with as many kills as <c>ENGINEAPI_KILLS</c> says.
/// </summary>
public sealed class KilledGatewayTests : IAsyncLifetime
{
    private const int Lasting = 10;
    private const int Ending = 10;

    // $0 lines, or none but the gate for an end; odd ones on stderr. Each stream says at its end how many lines it had.
    private const string Writer =
        """
        i=0
        while [ $i -lt $0 ] && [ ! -e /gate/open ]; do
          n=0
          while [ $n -lt 40 ]; do i=$((i+2)); n=$((n+1)); echo out $i; echo err $((i-1)) >&2; done
          sleep 0.1
        done
        echo end $i; printf "end $i" >&2
        exit $1
        """;

    private readonly EngineProcess _engine = new();
    private readonly DockerCli _docker;
    private readonly ConcurrentDictionary<string, int> _codes = [];
    private readonly Random _random;
    private readonly int? _wanted = int.TryParse(Environment.GetEnvironmentVariable("ENGINEAPI_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : null;
    private readonly int _seed = Environment.TickCount;

    public KilledGatewayTests()
    {
        _docker = new(_engine);
        _random = new Random(_seed);
    }

    private string Gate => Path.Combine(_engine.Root, "gate");

    public ValueTask InitializeAsync() => _wanted is null ? ValueTask.CompletedTask : _engine.InitializeAsync();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Killed_at_random_it_loses_doubles_and_mixes_up_no_line_of_twenty_containers()
    {
        Assert.SkipWhen(_wanted is null, "ENGINEAPI_KILLS, the number of kills, is not set");
        Directory.CreateDirectory(Gate);
        await Task.WhenAll(Enumerable.Range(0, Lasting).Select(_ => BeginAsync(lines: int.MaxValue)));
        var (kills, early, ended) = await KillAsync();

        await File.WriteAllTextAsync(Path.Combine(Gate, "open"), "");
        await Task.WhenAll(_codes.Keys.Select(CheckAsync));
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills, {early} of them before an answer; {ended + _codes.Count} containers, {ended} ended meanwhile");
        await _docker.OkAsync(["rm", .. _codes.Keys]);
        Directory.Delete(Gate, recursive: true);
    }

    private async Task<(int Kills, int Early, int Ended)> KillAsync()
    {
        var (kills, early, ended) = (0, 0, 0);
        while (kills < _wanted)
        {
            if (kills % 4 == 0)
                ended += await ReplaceEndedAsync();
            await PauseAsync(400);
            await _engine.KillAsync();
            await PauseAsync(400); // dead
            kills++;
            while (_random.Next(3) == 0)
            {
                _engine.Launch();
                await PauseAsync(1500);
                await _engine.KillAsync();
                kills++;
                early++;
            }

            await _engine.StartAsync();
        }

        return (kills, early, ended);
    }

    private async Task<int> ReplaceEndedAsync()
    {
        var running = (await _docker.OkAsync("ps", "-q", "--no-trunc")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var ended = _codes.Keys.Except(running).ToList();
        await Task.WhenAll(ended.Select(CheckAsync));
        if (ended.Count > 0)
            await _docker.OkAsync(["rm", .. ended]);
        foreach (var id in ended)
            _codes.TryRemove(id, out _);
        await Task.WhenAll(Enumerable.Range(0, Lasting + Ending - _codes.Count).Select(_ => BeginAsync(_random.Next(200, 4000))));
        return ended.Count;
    }

    private async Task BeginAsync(int lines)
    {
        var code = _random.Next(1, 120);
        _codes[await _docker.OkAsync("run", "-d", "-v", Gate + ":/gate", BusyboxImage.Name, "sh", "-c", Writer, $"{lines}", $"{code}")] = code;
    }

    private async Task CheckAsync(string id)
    {
        Assert.Equal($"{_codes[id]}", await _docker.OkAsync("wait", id));
        var logs = await _docker.RunAsync("logs", id);
        Assert.Equal(0, logs.ExitCode);
        foreach (var (text, word, first) in new[] { (logs.Output, "out", 2), (logs.Error, "err", 1) })
        {
            var lines = text.TrimEnd('\n').Split('\n');
            var last = int.Parse(lines[^1].AsSpan("end ".Length), CultureInfo.InvariantCulture);
            var wrong = lines.SkipLast(1).Select((line, index) => (line, Right: $"{word} {first + 2 * index}")).FirstOrDefault(pair => pair.line != pair.Right);
            Assert.True(wrong == default, $"seed {_seed}: '{wrong.line}' instead of '{wrong.Right}' in the log of {id}");
            Assert.True(lines.Length - 1 == last / 2, $"seed {_seed}: {lines.Length - 1} lines of {word} instead of {last / 2} in the log of {id}");
        }
    }

    // A random moment is what this is about: nothing waits for anything here.
    private Task PauseAsync(int most) => Task.Delay(_random.Next(most), TestContext.Current.CancellationToken);
}
