using System.Net.Sockets;
using EngineApi.Linux.Epoll;
using EngineApi.Linux.Processes;
using EngineApi.Names.Control;

namespace EngineApi.Engine.Networks.Dns;

/// <summary>Starts the process of <see cref="NameServerProcess"/>: with a socket that listens already, and nothing else of ours.</summary>
internal sealed class NameServerStart(IReadOnlyList<string> program, string directory, Reactor reactor)
{
    private const int Backlog = 64;
    private static readonly string[] s_inherited = ["PATH", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_BUNDLE_EXTRACT_BASE_DIR"];

    public bool IsPossible => program.Count > 0;

    /// <summary>Of the executable as it is now.</summary>
    public string Identity { get; } = program.Count > 0 ? ProgramIdentity.Of(program) : "";

    private string NewSocketPath => Path.Combine(directory, "control.new");

    private string ErrorsPath => Path.Combine(directory, "errors");

    /// <summary>One that nobody else finds before <see cref="Publish"/>.</summary>
    /// <exception cref="EngineException">It does not start.</exception>
    public async Task<(int Pid, ControlConnection Control)> BeginAsync(CancellationToken cancellationToken)
    {
        if (!IsPossible)
            throw new EngineException(ErrorKind.System, "there is no program for the name server");
        await EndStrayAsync(cancellationToken);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        // .NET takes the name that a socket was bound to away when it closes it; here the process has it still.
        var bound = NewSocketPath + ".bound";
        File.Delete(bound);
        listener.Bind(new UnixDomainSocketEndPoint(bound));
        listener.Listen(Backlog);
        File.Move(bound, NewSocketPath);
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite);
        using var errors = File.OpenHandle(ErrorsPath, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        var pid = DetachedProcess.Start([.. program, directory], Variables(), listener.SafeHandle, nothing, errors);
        _ = DetachedProcess.ExitedAsync(pid, reactor);
        return (pid, await ControlConnection.TryConnectAsync(NewSocketPath, cancellationToken)
            ?? throw new EngineException(ErrorKind.System, "the name server does not start: " + LastWords()));
    }

    /// <summary>From now on everybody finds it there.</summary>
    public void Publish(string path) => File.Move(NewSocketPath, path, overwrite: true);

    public bool IsOurs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains(directory);
        }
        catch (IOException)
        {
            return false; // It has ended.
        }
    }

    /// <summary>What it said of its end, if anything.</summary>
    public string LastWords()
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

    /// <summary>A daemon that was killed in the midst of a start has left one that nobody else knows.</summary>
    private async Task EndStrayAsync(CancellationToken cancellationToken)
    {
        using (var stray = await ControlConnection.TryConnectAsync(NewSocketPath, cancellationToken))
        {
            if (stray is not null)
                await stray.TellAsync(ControlLines.End, cancellationToken);
        }

        File.Delete(NewSocketPath);
    }

    /// <summary>Where the runtime and its parts are, and that it is to stay small: 256 KiB of garbage are enough between two collections.</summary>
    private static IReadOnlyList<string> Variables() =>
    [
        "DOTNET_EnableDiagnostics=0", "DOTNET_TieredPGO=0", "DOTNET_GCgen0size=40000",
        .. from name in s_inherited
           let value = Environment.GetEnvironmentVariable(name)
           where value is not null
           select $"{name}={value}",
    ];
}
