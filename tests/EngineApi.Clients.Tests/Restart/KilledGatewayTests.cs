using System.Globalization;
using System.Net.Sockets;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Restart;

/// <summary>
/// Twenty containers write numbered lines while the gateway is killed at random, also in the midst of its start. Half of them write
/// on, the others come and go meanwhile: each of them is started, executed in, stopped or left to its end, and removed by clients that
/// lose the gateway at any moment. By hand, with as many kills as <c>ENGINEAPI_KILLS</c> says.
/// </summary>
public sealed class KilledGatewayTests : IAsyncLifetime
{
    private const int Lasting = 10;
    private const int Changing = 10;

    // $0 lines, or none but the gate or a signal for an end; odd ones on stderr. Each stream says at its end how many lines it had.
    private const string Writer =
        """
        i=0
        trap 'stopped=1' TERM
        while [ $i -lt $0 ] && [ ! -e /gate/open ] && [ ! "$stopped" ]; do
          n=0
          while [ $n -lt 40 ]; do i=$((i+2)); n=$((n+1)); echo out $i; echo err $((i-1)) >&2; done
          sleep 0.1
        done
        echo end $i; printf "end $i" >&2
        exit $1
        """;

    private readonly EngineProcess _engine = new();
    private readonly DockerCli _docker;
    private readonly CancellationTokenSource _killed = new();
    private readonly Random _random;
    private readonly int? _wanted = int.TryParse(Environment.GetEnvironmentVariable("ENGINEAPI_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : null;
    private readonly int _seed = Environment.TickCount;
    private int _starts;
    private int _stops;
    private int _execs;
    private int _cut;

    public KilledGatewayTests()
    {
        _docker = new(_engine);
        _random = new Random(_seed);
    }

    private string Gate => Path.Combine(_engine.Root, "gate");

    public ValueTask InitializeAsync() => _wanted is null ? ValueTask.CompletedTask : _engine.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _killed.Dispose();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task Killed_at_random_it_loses_doubles_and_mixes_up_no_line_of_twenty_containers()
    {
        Assert.SkipWhen(_wanted is null, "ENGINEAPI_KILLS, the number of kills, is not set");
        Directory.CreateDirectory(Gate);
        await Task.WhenAll(Enumerable.Range(0, Lasting).Select(number => BeginAsync($"lasting-{number}", int.MaxValue, 100 + number)));
        var changing = Task.WhenAll(Enumerable.Range(0, Changing).Select(number => Task.Run(() => ComeAndGoAsync(number))));
        var (kills, early) = await KillAsync(changing);

        await _killed.CancelAsync();
        await changing;
        await File.WriteAllTextAsync(Path.Combine(Gate, "open"), "");
        for (var number = 0; number < Lasting; number++) // Their logs are long by now.
            await CheckAsync($"lasting-{number}", 100 + number);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kills} kills, {early} of them before an answer; {_starts} containers, {_stops} of them stopped, {_execs} execs done, {_cut} commands cut off");
        await Task.WhenAll(Enumerable.Range(0, Lasting).Select(number => RemoveAsync($"lasting-{number}")));
        Assert.Equal("", await _docker.OkAsync("ps", "-aq"));
        Directory.Delete(Gate, recursive: true);
    }

    /// <summary>Ends early when the containers' clients have found something wrong.</summary>
    private async Task<(int Kills, int Early)> KillAsync(Task changing)
    {
        var (kills, early) = (0, 0);
        while (kills < _wanted && !changing.IsCompleted)
        {
            await PauseAsync(_random.Next(2) == 0 ? 400 : 4000); // in the midst of a start, and of what takes longer
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

        return (kills, early);
    }

    private async Task ComeAndGoAsync(int number)
    {
        var random = new Random(_seed + number);
        for (var turn = 0; !_killed.IsCancellationRequested; turn++)
        {
            var (name, code, stopped) = ($"changing-{number}-{turn}", random.Next(1, 100), random.Next(2) == 0);
            await BeginAsync(name, stopped ? int.MaxValue : random.Next(200, 4000), code);
            if (stopped)
                await ExecAndStopAsync(name, random.Next(1, 100));
            await CheckAsync(name, code);
            await RemoveAsync(name);
        }
    }

    /// <summary>Whatever a command that was cut off had come to, once is how often the container is run. It listens to signals then.</summary>
    private async Task BeginAsync(string name, int lines, int code)
    {
        string[] run = ["run", "-d", "--name", name, "-v", Gate + ":/gate", BusyboxImage.Name, "sh", "-c", Writer, $"{lines}", $"{code}"];
        // What it has written is the one proof that it ran: after a kill a container may be shown as running whose start is then taken back.
        while (await TryAsync("logs", "--tail", "1", name) is not { ExitCode: 0 } logs || (logs.Output + logs.Error).Length == 0)
        {
            if (await TryAsync("container", "inspect", "--format", "{{.State.Status}}", name) is { } seen
                && (seen.ExitCode == 0 ? seen.Ok() : "") is "" or "created"
                && await TryAsync(seen.ExitCode == 0 ? ["start", name] : run) is { } result
                && !result.Error.Contains("is already in use", StringComparison.Ordinal))
            {
                result.Ok();
            }
        }

        Interlocked.Increment(ref _starts);
    }

    private async Task ExecAndStopAsync(string name, int code)
    {
        // An exec is forgotten with the gateway that had it; 255 is what the CLI says when its stream has ended and nobody can be asked.
        if (await TryAsync("exec", name, "sh", "-c", "echo executed; exit $0", $"{code}") is { ExitCode: not 255 } exec
            && !exec.Error.Contains("No such exec", StringComparison.Ordinal))
        {
            Assert.Equal((code, "executed\n"), (exec.ExitCode, exec.Output));
            Interlocked.Increment(ref _execs);
        }

        await UntilDoneAsync("stop", "-t", "300", name);
        Interlocked.Increment(ref _stops);
    }

    private async Task CheckAsync(string name, int code)
    {
        Assert.True($"{code}" == await UntilDoneAsync("wait", name), $"seed {_seed}: {name} did not end with {code}");
        CliResult? logs;
        while ((logs = await TryAsync("logs", name)) is null)
        {
        }

        logs.Ok();
        foreach (var (text, word, first) in new[] { (logs.Output, "out", 2), (logs.Error, "err", 1) })
        {
            var lines = text.TrimEnd('\n').Split('\n');
            Assert.True(lines[^1].StartsWith("end ", StringComparison.Ordinal), $"seed {_seed}: '{lines[^1]}' is the last line of {word} in the log of {name}");
            var last = int.Parse(lines[^1].AsSpan("end ".Length), CultureInfo.InvariantCulture);
            var wrong = lines.SkipLast(1).Select((line, index) => (line, Right: $"{word} {first + 2 * index}")).FirstOrDefault(pair => pair.line != pair.Right);
            Assert.True(wrong == default, $"seed {_seed}: '{wrong.line}' instead of '{wrong.Right}' in the log of {name}");
            Assert.True(lines.Length - 1 == last / 2, $"seed {_seed}: {lines.Length - 1} lines of {word} instead of {last / 2} in the log of {name}");
        }
    }

    private Task RemoveAsync(string name) => Eventually.BecomesTrueAsync(
        async () => await TryAsync("rm", name) is { } removed && (removed.ExitCode == 0 || removed.Error.Contains("No such container", StringComparison.Ordinal)),
        TimeSpan.FromMinutes(5));

    /// <summary>For what may be asked twice: asks until no kill came in between. It must succeed.</summary>
    private async Task<string> UntilDoneAsync(params string[] arguments)
    {
        while (true)
        {
            if (await TryAsync(arguments) is { } result)
                return result.Ok();
        }
    }

    /// <returns>Null if the gateway was killed before it had answered, or is dead.</returns>
    private async Task<CliResult?> TryAsync(params string[] arguments)
    {
        await Eventually.BecomesTrueAsync(ListensAsync, TimeSpan.FromMinutes(5));
        await using var command = _docker.Begin(arguments);
        command.CloseInput();
        var result = await command.EndAsync(TimeSpan.FromMinutes(5));
        string[] cut = ["Cannot connect to the Docker daemon", "error during connect", "EOF", "connection reset by peer", "broken pipe"];
        if (result.ExitCode == 0 || !cut.Any(words => result.Error.Contains(words, StringComparison.Ordinal)))
            return result;
        Interlocked.Increment(ref _cut);
        return null;
    }

    private async Task<bool> ListensAsync()
    {
        try
        {
            using var socket = await _engine.ConnectAsync();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // A random moment is what this is about: nothing waits for anything here.
    private Task PauseAsync(int most) => Task.Delay(_random.Next(most), TestContext.Current.CancellationToken);
}
