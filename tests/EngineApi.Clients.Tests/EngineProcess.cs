using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Xunit;

[assembly: AssemblyFixture(typeof(EngineApi.Clients.Tests.EngineProcess))]

namespace EngineApi.Clients.Tests;

/// <summary>
/// A gateway of our own for all tests of this assembly: the real executable, with its own roots, socket, namespace and private
/// containerd in a temporary directory. Disposing it stops everything and fails if anything is left.
/// </summary>
public sealed class EngineProcess : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly string _root = Directory.CreateTempSubdirectory("ea-").FullName;
    private readonly List<string> _log = [];
    private Process? _process;

    public string SocketPath => Path.Combine(_root, "d.sock");

    public string DockerHost => "unix://" + SocketPath;

    public string DataRoot => Path.Combine(_root, "data");

    public string ExecRoot => Path.Combine(_root, "exec");

    public string Namespace { get; } = "t" + Guid.NewGuid().ToString("N")[..8];

    public string ContainerdSocket => Path.Combine(ExecRoot, "containerd", "containerd.sock");

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        await BusyboxImage.ImportAsync(this);
    }

    /// <summary>Starts the executable and waits until it answers.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        string[] arguments =
        [
            Path.Combine(AppContext.BaseDirectory, "engineapi.dll"), "--host", DockerHost, "--data-root", DataRoot, "--exec-root", ExecRoot,
            "--containerd-namespace", Namespace, "--pidfile", Path.Combine(_root, "pid"), "--containerd", "managed",
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Http = NewClient();
        await AnswersAsync();
    }

    /// <summary>As a crash or the kernel would end it.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://docker"),
        Timeout = TimeSpan.FromSeconds(60),
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("engineapi-tests", "1") } },
    };

    public string Log()
    {
        lock (_log)
            return string.Join('\n', _log.TakeLast(200));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        await Posix.TerminateAsync(_process.Id);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(deadline.Token);
        Assert.True(_process.ExitCode == 0, $"engineapi ended with {_process.ExitCode}:\n{Log()}");
        Directory.Delete(_root, recursive: true);
    }

    private async Task AnswersAsync()
    {
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await Http.GetAsync(new Uri("/info", UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException) when (deadline.Elapsed < StartTimeout && !_process!.HasExited)
            {
                // Not listening yet.
            }

            Assert.False(_process!.HasExited, "engineapi ended at once:\n" + Log());
            Assert.True(deadline.Elapsed < StartTimeout, "engineapi does not answer:\n" + Log());
            await Task.Yield();
        }
    }

    private void Note(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.Add(line);
    }
}
