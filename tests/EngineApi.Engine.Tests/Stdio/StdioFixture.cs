using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using EngineApi.Engine.Stdio;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Fifos;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngineApi.Engine.Tests.Stdio;

/// <summary>A stdio thread with directories of its own, in which the test plays the shim.</summary>
public sealed class StdioFixture : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public StdioFixture() => Directory.CreateDirectory(Path.GetDirectoryName(LogPath)!);

    public string Root { get; } = Directory.CreateTempSubdirectory("engineapi-stdio-").FullName;

    public string LogPath => Path.Join(Root, "data", "c-json.log");

    public StdioThread Thread { get; } = new(TimeProvider.System, NullLogger<StdioThread>.Instance);

    public int CloseStdinCalls { get; private set; }

    public StdioPaths Paths(bool tty = false, bool stdin = false) => StdioPaths.For(Root, "c", "", stdin, tty);

    public Task<ContainerLog> OpenLogAsync(JsonFileOptions? options = null) =>
        ContainerLog.OpenAsync(Thread, LogPath, options ?? new JsonFileOptions());

    public async Task<StdioHub> BeginAsync(StdioHubOptions options, bool stdin = false)
    {
        var hub = new StdioHub(Thread, options);
        await BeginAsync(hub, options, stdin);
        return hub;
    }

    public Task BeginAsync(StdioHub hub, StdioHubOptions options, bool stdin = false) =>
        hub.BeginAsync(Paths(options.Tty, stdin), _ =>
        {
            CloseStdinCalls++;
            return Task.CompletedTask;
        });

    /// <summary>The write end of an output, blocking.</summary>
    public FileDescriptor Output(string stream = "stdout") => FileDescriptor.Open(Path.Join(Paths().Directory, stream), OpenFlags.WriteOnly);

    public FileDescriptor Input() => Fifo.OpenReader(Path.Join(Paths().Directory, "stdin"));

    public List<(string Log, string Stream)> Entries(string? path = null) =>
        [.. File.ReadAllLines(path ?? LogPath).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(entry => (entry.GetProperty("log").GetString()!, entry.GetProperty("stream").GetString()!))];

    /// <summary>Everything that comes through a pipe.</summary>
    public static async Task<string> ReadAllAsync(PipeReader reader)
    {
        using var bytes = new MemoryStream();
        await reader.CopyToAsync(bytes).WaitAsync(Deadline);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Pumps a client and gives what it got and why it ended.</summary>
    public static async Task<(string Output, StdioEnd End)> PumpAsync(StdioClient client)
    {
        var pipe = new Pipe();
        var all = ReadAllAsync(pipe.Reader);
        var end = await client.PumpAsync(pipe.Writer, default).WaitAsync(Deadline);
        await pipe.Writer.CompleteAsync();
        return (await all, end);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        Thread.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
