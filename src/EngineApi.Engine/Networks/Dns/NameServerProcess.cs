using System.Diagnostics;
using System.Net.Sockets;
using EngineApi.Engine.Stdio;
using EngineApi.Linux.Processes;
using EngineApi.Names.Control;
using Microsoft.Extensions.Logging;

namespace EngineApi.Engine.Networks.Dns;

/// <summary>
/// The process that answers containers' questions (<see cref="Names.NameServer"/>): this executable in another role, which goes on when this
/// daemon ends. It is started when there is a container to answer, and ends with the last. Not for several at once.
/// </summary>
public sealed class NameServerProcess(EngineOptions options, StdioThread thread, ILogger<NameServerProcess> log) : IDisposable
{
    private const int Backlog = 64;

    /// <summary>For a command, with a start of the process on a busy machine.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>One that ends sooner is not started again before it is needed for something new.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(10);

    private static readonly string[] s_inherited = ["PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_BUNDLE_EXTRACT_BASE_DIR"];

    private readonly CancellationTokenSource _stop = new();
    private bool _isCurrent;
    private bool _mayEnd;
    private long _started;
    private Task _watch = Task.CompletedTask;

    /// <summary>Where its files are.</summary>
    public string Directory { get; } = Path.Combine(options.ExecRoot, "dns");

    /// <summary>It has ended and should not have; what it knew has to be told again.</summary>
    internal event Action? Lost;

    private string SocketPath => Path.Combine(Directory, "control");

    /// <summary>Has it read its files again; starts it if it does not run, and has another version's make room.</summary>
    /// <param name="isNeeded">There is a container.</param>
    /// <returns>The containers that it cannot answer, and why; the id is empty where a file is meant.</returns>
    /// <exception cref="EngineException">It does not start, or does not answer.</exception>
    public async Task<IReadOnlyList<(string ContainerId, string Reason)>> ReloadAsync(bool isNeeded)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        deadline.CancelAfter(Timeout);
        try
        {
            // One that was about to end when it was spoken to is followed by another.
            for (var attempt = 0; attempt < 2; attempt++)
            {
                using var control = await ConnectAsync(isNeeded, deadline.Token);
                if (control is null)
                    return [];
                if (await TellAsync(control, ControlLines.Reload, deadline.Token) is not { } failures)
                    continue;
                if (_watch.IsCompleted && !_mayEnd)
                    _watch = WatchAsync();
                return failures;
            }

            throw new EngineException(ErrorKind.System, "the name server ends as soon as it starts: " + LastWords());
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException or OperationCanceledException)
        {
            throw new EngineException(ErrorKind.System, "the name server does not answer: " + e.Message, e);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>To one that runs, of this version.</summary>
    private async Task<ControlConnection?> ConnectAsync(bool isNeeded, CancellationToken cancellationToken)
    {
        var running = await ControlConnection.TryConnectAsync(SocketPath, cancellationToken);
        if (running is null)
            return isNeeded ? await StartAsync(cancellationToken) : null;
        if (_isCurrent || options.NameServerProgram.Count == 0)
            return running;
        using var former = running;
        await former.SayAsync(ControlLines.Who, cancellationToken);
        if (await former.HearAsync(cancellationToken) == ControlLines.Who + '\t' + ControlLines.Identity(options.NameServerProgram[0]))
        {
            _isCurrent = true;
            return await ControlConnection.TryConnectAsync(SocketPath, cancellationToken);
        }

        // The new one answers before the former ends: nobody's question is lost.
        var next = await StartAsync(cancellationToken);
        await TellAsync(next, ControlLines.Reload, cancellationToken);
        await TellAsync(former, ControlLines.End, cancellationToken);
        _mayEnd = false;
        return next;
    }

    private async Task<ControlConnection> StartAsync(CancellationToken cancellationToken)
    {
        if (options.NameServerProgram.Count == 0)
            throw new EngineException(ErrorKind.System, "there is no program for it");
        // It finds the socket listening, and so does whoever connects before it has begun.
        var temporary = SocketPath + ".new";
        File.Delete(temporary);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(temporary));
        listener.Listen(Backlog);
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);
        using var errors = File.OpenHandle(ErrorsPath, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var pid = DetachedProcess.Start([.. options.NameServerProgram, Directory], Variables(), listener.SafeHandle, nothing, errors);
        _ = DetachedProcess.ExitedAsync(pid, thread.Reactor);
        File.Move(temporary, SocketPath, overwrite: true);
        (_isCurrent, _mayEnd, _started) = (true, false, Stopwatch.GetTimestamp());
        return await ControlConnection.TryConnectAsync(SocketPath, cancellationToken)
            ?? throw new EngineException(ErrorKind.System, "the name server does not start: " + LastWords());
    }

    /// <returns>What it could not do; null if it ended instead of answering.</returns>
    private async Task<IReadOnlyList<(string, string)>?> TellAsync(ControlConnection control, string line, CancellationToken cancellationToken)
    {
        try
        {
            await control.SayAsync(line, cancellationToken);
        }
        catch (IOException)
        {
            return null;
        }

        var failures = new List<(string, string)>();
        while (await control.HearAsync(cancellationToken) is { } answer)
        {
            switch (answer.Split('\t'))
            {
                case [ControlLines.Done]:
                    return failures;
                case [ControlLines.Ended]:
                    _mayEnd = true;
                    return failures;
                case [ControlLines.Failed, var container, var reason]:
                    failures.Add((container, reason));
                    break;
            }
        }

        return null;
    }

    /// <summary>A connection on which nothing is said ends with it.</summary>
    private async Task WatchAsync()
    {
        try
        {
            using var control = await ControlConnection.TryConnectAsync(SocketPath, _stop.Token);
            if (control is not null)
                await control.HearAsync(_stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            return; // It is this daemon that ends.
        }

        if (_mayEnd)
            return;
        log.NameServerEnded(LastWords());
        if (Stopwatch.GetElapsedTime(_started) > ShortestLife)
            Lost?.Invoke();
    }

    private string ErrorsPath => Path.Combine(Directory, "errors");

    /// <summary>What it said of its end, if anything.</summary>
    private string LastWords()
    {
        const int Most = 4096;
        try
        {
            var text = File.ReadAllText(ErrorsPath);
            return text.Length == 0 ? "it said nothing" : text[..Math.Min(text.Length, Most)].ReplaceLineEndings(" ").Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>Where the runtime and its parts are; nothing else is its business.</summary>
    private static IReadOnlyList<string> Variables() =>
    [
        "DOTNET_EnableDiagnostics=0", "DOTNET_TieredPGO=0",
        .. from name in s_inherited
           let value = Environment.GetEnvironmentVariable(name)
           where value is not null
           select $"{name}={value}",
    ];
}
