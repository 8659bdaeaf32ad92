using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using EngineApi.Containerd;
using EngineApi.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(EngineApi.Clients.Tests.EngineProcess))]

namespace EngineApi.Clients.Tests;

/// <summary>
/// A gateway of our own: the real executable, with its own roots, socket, namespace and private containerd in a temporary directory.
/// One is shared by all tests of this assembly; a test that kills gateways makes one for itself. Disposing it removes the containers
/// that are left, stops everything, and fails if anything stays behind.
/// </summary>
public sealed class EngineProcess : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly string? _missing = Tools.WhatContainersMiss() ?? (Tools.PathOf("docker") is null ? "docker-cli is not installed" : null);
    private readonly string _root = Directory.CreateTempSubdirectory("ea-").FullName;
    private readonly List<string> _log = [];
    private Process? _process;
    private HttpClient? _http;

    /// <summary>Where it listens; by default on <see cref="SocketPath"/> alone. It must be among them, or come by the launcher.</summary>
    public Func<EngineProcess, string[]> Hosts { get; init; } = static engine => [engine.DockerHost];

    /// <summary>More options for the command line.</summary>
    public Func<EngineProcess, string[]> Options { get; init; } = static _ => [];

    /// <summary>A program, with its arguments, that becomes the gateway: it execs what follows.</summary>
    public Func<EngineProcess, string[]> Launcher { get; init; } = static _ => [];

    public string Root => _root;

    public string SocketPath => Path.Combine(_root, "d.sock");

    public string DockerHost => "unix://" + SocketPath;

    public string CliConfig => Path.Combine(_root, "cli");

    public string DataRoot => Path.Combine(_root, "data");

    public string ExecRoot => Path.Combine(_root, "exec");

    public string Namespace { get; } = "ea-" + Guid.NewGuid().ToString("N")[..8];

    public string PidFile => Path.Combine(_root, "pid");

    /// <summary>The socket of a containerd that somebody else runs; without, the gateway runs its own.</summary>
    public string? ExternalContainerd { get; init; }

    public string ContainerdSocket => ExternalContainerd ?? Path.Combine(ExecRoot, "containerd", "containerd.sock");

    /// <summary>The gateway's process id. Skips the test where containers cannot run.</summary>
    public int Pid
    {
        get
        {
            SkipWhenMissing();
            return _process!.Id;
        }
    }

    /// <summary>A client of the shared connection pool. Skips the test where containers cannot run.</summary>
    public HttpClient Http
    {
        get
        {
            SkipWhenMissing();
            return _http!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (_missing is not null)
            return;
        await StartAsync();
        await BusyboxImage.ImportAsync(this);
    }

    /// <summary>Starts the executable and waits until it answers.</summary>
    public async Task StartAsync()
    {
        Launch();
        await AnswersAsync();
    }

    /// <summary>Starts the executable.</summary>
    public void Launch()
    {
        SkipWhenMissing();
        string[] arguments =
        [
            .. Launcher(this), "dotnet", Path.Combine(AppContext.BaseDirectory, "engineapi.dll"),
            .. Hosts(this).SelectMany(static host => new[] { "--host", host }), "--data-root", DataRoot, "--exec-root", ExecRoot,
            "--containerd-namespace", Namespace, "--pidfile", PidFile, "--containerd", ExternalContainerd ?? "managed", "--bip", TestBridges.Bip(Namespace),
            "--default-address-pool", TestBridges.Pool(Namespace), .. Options(this),
        ];
        _process = Process.Start(new ProcessStartInfo(arguments[0], arguments[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _http?.Dispose();
        _http = NewClient();
    }

    /// <summary>As a crash or the kernel would end it.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await ExitedAsync();
    }

    /// <summary>As an administrator ends it: containers go on.</summary>
    public async Task TerminateAsync()
    {
        await SignalAsync("TERM");
        await TerminatedAsync();
    }

    /// <param name="signal">By name, e.g. <c>HUP</c>.</param>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, Pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for an end that was asked for by a signal.</summary>
    public async Task TerminatedAsync()
    {
        await ExitedAsync();
        Assert.True(_process!.ExitCode == 0, $"engineapi ended with {_process.ExitCode}:\n{Log()}");
    }

    /// <summary>A connection to the socket.</summary>
    public async Task<Socket> ConnectAsync(CancellationToken cancellationToken = default)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), cancellationToken);
        return socket;
    }

    public string Log()
    {
        lock (_log)
            return string.Join('\n', _log.TakeLast(200));
    }

    /// <summary>What containers left, one line each; empty when nothing.</summary>
    /// <param name="containerIds">Removed containers, whose cgroups are looked for.</param>
    public async Task<IReadOnlyList<string>> LeftAsync(params string[] containerIds)
    {
        using var client = new ContainerdClient(ContainerdSocket, Namespace);
        // One process keeps the output of all containers for a gateway that is killed.
        return [.. await LeftBehind.FindAsync(client, "overlayfs", _root, Namespace, containerIds), .. Holders().Skip(1).Select(pid => $"holder {pid}")];
    }

    /// <summary>What the gateway has open now, by name; assemblies and symbols are loaded when they are first needed, and do not count.</summary>
    public IReadOnlyList<string> Descriptors()
    {
        var names = new List<string>();
        foreach (var descriptor in Directory.EnumerateFileSystemEntries($"/proc/{Pid}/fd"))
        {
            try
            {
                if (File.ResolveLinkTarget(descriptor, false) is { Extension: not (".dll" or ".pdb" or ".so") } target)
                    names.Add(target.Name);
            }
            catch (FileNotFoundException)
            {
                // Closed meanwhile.
            }
        }

        return names;
    }

    /// <summary>Waits until it has no more open than so many: of clients that have gone it takes a moment to notice.</summary>
    public async Task ClosedAsync(int most)
    {
        IReadOnlyList<string> open = [];
        if (!await Eventually.PollAsync(() => Task.FromResult((open = Descriptors()).Count <= most)))
            Assert.Fail($"{open.Count} descriptors instead of {most}:\n{string.Join('\n', open.Order())}");
    }

    /// <summary>The processes that keep the output of this gateway's containers for the time it is dead.</summary>
    public IReadOnlyList<int> Holders() =>
        [.. ProcessTable.All().Where(process => process.CommandLine is ["sleep", _] && IsOurs(process.Pid)).Select(process => process.Pid)];

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await StopAsync();
        await TestBridges.RemoveAsync(DataRoot, ExecRoot);
        Directory.Delete(_root, recursive: true);
    }

    private async Task StopAsync()
    {
        if (_process!.HasExited)
            await StartAsync();
        var docker = new DockerCli(this);
        if (await docker.OkAsync("ps", "-aq") is { Length: > 0 } ids)
            await docker.OkAsync(["rm", "-f", .. ids.Split('\n')]);
        IReadOnlyList<string> left = [];
        await Eventually.PollAsync(async () => (left = await LeftAsync()).Count == 0);
        await TerminateAsync();
        Assert.True(left.Count == 0, "left behind:\n" + string.Join('\n', left));
        Assert.Empty(Holders());
        _http!.Dispose();
        if (Directory.Exists("/run/containerd/runc/" + Namespace))
            Directory.Delete("/run/containerd/runc/" + Namespace, recursive: true);
    }

    private bool IsOurs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ") == $"HOLDER_OF={ExecRoot}\0";
        }
        catch (IOException)
        {
            return false; // It has ended meanwhile.
        }
    }

    private HttpClient NewClient() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) => new NetworkStream(await ConnectAsync(cancellationToken), ownsSocket: true),
    })
    {
        BaseAddress = new Uri("http://docker"),
        Timeout = TimeSpan.FromSeconds(60),
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("engineapi-tests", "1") } },
    };

    private async Task ExitedAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process!.WaitForExitAsync(deadline.Token);
    }

    private Task AnswersAsync() => Eventually.BecomesTrueAsync(
        async () =>
        {
            Assert.False(_process!.HasExited, "engineapi ended at once:\n" + Log());
            try
            {
                using var answer = await _http!.GetAsync(new Uri("/info", UriKind.Relative));
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false; // Not listening yet.
            }
        },
        StartTimeout,
        "engineapi answers");

    private void SkipWhenMissing() => Assert.SkipWhen(_missing is not null, _missing ?? "");

    private void Note(string? line)
    {
        if (line is null)
            return;
        lock (_log)
            _log.Add(line);
    }
}
