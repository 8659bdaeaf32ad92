using System.Diagnostics;
using System.Text;
using System.Text.Json;
using EngineApi.Engine.Stdio;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Fifos;
using Xunit;

namespace EngineApi.Engine.Tests.Stdio;

/// <summary>
/// A process that captures is killed again and again while a container writes. ENGINEAPI_TEST_KILLS sets how often;
/// a start of a .NET process is what each costs.
/// </summary>
public sealed class KilledCaptureTests : IAsyncDisposable
{
    private static readonly int s_kills = int.TryParse(Environment.GetEnvironmentVariable("ENGINEAPI_TEST_KILLS"), out var kills) ? kills : 12;

    private readonly StdioFixture _stdio = new();

    [Theory]
    [InlineData(0)]
    [InlineData(300_000)]
    public async Task Nothing_is_lost_doubled_or_torn(long maxSize)
    {
        var paths = _stdio.Paths();
        paths.Create();

        // As a shim does: both ends are held, so what nobody reads waits.
        var holders = new[] { Fifo.OpenHolder(paths.Stdout), Fifo.OpenHolder(paths.Stderr!) };
        using var stop = new CancellationTokenSource();
        var writers = new[] { paths.Stdout, paths.Stderr! }.Select(path => WriteAsync(path, stop.Token)).ToArray();
        var random = new Random(11);
        for (var kill = 0; kill < s_kills; kill++)
        {
            using var host = await StartAsync(maxSize);
            var moment = Stopwatch.StartNew();
            var after = random.Next(1, 60_000);
            while (moment.Elapsed.TotalMicroseconds < after)
                await Task.Yield();
            host.Kill();
            await host.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        using var last = await StartAsync(maxSize);
        var lines = await Task.WhenAll(writers).WaitAsync(StdioFixture.Deadline);
        foreach (var holder in holders)
            holder.Dispose();
        last.StandardInput.Close();
        Assert.Equal("done", await last.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await last.WaitForExitAsync(TestContext.Current.CancellationToken);

        foreach (var (stream, written) in new[] { ("stdout", lines[0]), ("stderr", lines[1]) })
        {
            var next = 0;
            foreach (var log in Logged(stream))
                Assert.Equal(LineText(next++), log);
            Assert.Equal(written, next);
        }

        Assert.True(lines.Sum() > 1000, $"only {lines.Sum()} lines were written");
    }

    public ValueTask DisposeAsync() => _stdio.DisposeAsync();

    // Not UTF-8 now and then, and escapes: the count of raw bytes has to come out right all the same.
    private static string LineText(int number) =>
        (number % 7) switch
        {
            0 => $"{number} <&> \u2028 \"quoted\"\t\u001b[1m\n",
            1 => $"{number} {new string('y', number % 2000)}\n",
            _ => $"{number} a usual line of a usual length\n",
        };

    private static Task<int> WriteAsync(string path, CancellationToken stop) => Task.Factory.StartNew(
        () =>
        {
            using var output = FileDescriptor.Open(path, OpenFlags.WriteOnly);
            var number = 0;
            for (; !stop.IsCancellationRequested; number++)
                output.WriteAll(Encoding.UTF8.GetBytes(LineText(number)));
            return number;
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private async Task<Process> StartAsync(long maxSize)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            ArgumentList = { Path.Join(AppContext.BaseDirectory, "EngineApi.LogHost.dll"), _stdio.Root, _stdio.LogPath, maxSize.ToString(null as IFormatProvider) },
        };
        var host = Process.Start(start)!;
        var line = await host.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(StdioFixture.Deadline);
        Assert.Equal("ready", line);
        return host;
    }

    private IEnumerable<string> Logged(string stream) => new LogFiles(_stdio.LogPath).List()
        .SelectMany(File.ReadLines)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Where(entry => entry.GetProperty("stream").GetString() == stream)
        .Select(entry => entry.GetProperty("log").GetString()!);
}
