using EngineApi.Containerd;
using EngineApi.Engine.Containers;
using EngineApi.Engine.Events;
using EngineApi.Engine.Exec;
using EngineApi.Grpc.Dialing;
using EngineApi.Testing;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Exec;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EngineApi.Engine.Tests;

/// <summary>One run of the engine, without HTTP, over a private containerd whose calls may be made to fail.</summary>
internal sealed class TestEngine : IAsyncDisposable
{
    public const string Sleep = "trap 'exit 0' TERM; while true; do sleep 0.1; done";

    private readonly GrpcChannel _channel;
    private readonly ServiceProvider _parts;

    private TestEngine(PrivateContainerd containerd, EngineOptions options)
    {
        Options = options;
        _channel = UnixSocketChannel.Open(containerd.Address);
        Faults = new FaultyInvoker(_channel.CreateCallInvoker());
        var parts = new ServiceCollection();
        parts.AddLogging();
        parts.AddSingleton(new ContainerdClient(Faults, options.ContainerdNamespace, containerd.Address));
        parts.AddEngine(options);
        _parts = parts.BuildServiceProvider();
    }

    public EngineOptions Options { get; }

    public FaultyInvoker Faults { get; }

    public ContainerTable Containers => Get<ContainerTable>();

    public static async Task<TestEngine> StartAsync(PrivateContainerd containerd)
    {
        var engine = new TestEngine(containerd, new EngineOptions
        {
            ContainerdAddress = containerd.Address,
            ContainerdNamespace = containerd.Namespace,
            Snapshotter = containerd.Snapshotter,
            DataRoot = Path.Combine(containerd.Root, "ed"),
            ExecRoot = Path.Combine(containerd.Root, "er"),
            Runtimes = new Dictionary<string, string> { ["forgetful"] = Path.Combine(containerd.Root, "forgetful") },
            Bip = TestBridges.Bip(containerd.Namespace),
        });
        await engine.Get<EngineLifetime>().StartAsync(CancellationToken.None);
        return engine;
    }

    public T Get<T>() where T : notnull => _parts.GetRequiredService<T>();

    public Container Find(string id) => Containers.Find(id);

    public ContainerStatus Status(string id) => Find(id).Current.Status;

    /// <summary>A container of the busybox image.</summary>
    /// <param name="script">What its shell runs.</param>
    /// <returns>Its id.</returns>
    public async Task<string> CreateAsync(string script = Sleep, string? name = null, bool autoRemove = false) =>
        (await Get<CreateContainer>().ExecuteAsync(
            name,
            platform: null,
            new ContainerCreateRequest
            {
                Image = "busybox",
                Cmd = ["sh", "-c", script],
                HostConfig = new HostConfig { NetworkMode = "none", AutoRemove = autoRemove },
            },
            CancellationToken.None)).Id;

    /// <summary>A container of the busybox image, with more to ask for than a script.</summary>
    public async Task<string> CreateAsync(string script, Action<ContainerCreateRequest> more)
    {
        var request = new ContainerCreateRequest { Image = "busybox", Cmd = ["sh", "-c", script], HostConfig = new HostConfig { NetworkMode = "none" } };
        more(request);
        return (await Get<CreateContainer>().ExecuteAsync(null, platform: null, request, CancellationToken.None)).Id;
    }

    public Task StartAsync(string id) => Get<StartContainer>().ExecuteAsync(id, CancellationToken.None);

    public Task StopAsync(string id) => Get<StopContainer>().ExecuteAsync(id, null, null, CancellationToken.None);

    public Task KillAsync(string id, string signal = "KILL") => Get<KillContainer>().ExecuteAsync(id, signal, CancellationToken.None);

    public Task PauseAsync(string id) => Get<PauseContainer>().ExecuteAsync(id, CancellationToken.None);

    public Task RemoveAsync(string id, bool force = true) => Get<RemoveContainer>().ExecuteAsync(id, force, volumes: false, CancellationToken.None);

    public async Task<string> RunAsync(string script = Sleep, bool autoRemove = false)
    {
        var id = await CreateAsync(script, autoRemove: autoRemove);
        await StartAsync(id);
        return id;
    }

    /// <summary>Runs a command in a container to its end, which has to be a good one.</summary>
    public async Task ExecAsync(string id, string script)
    {
        var exec = Get<ExecTable>().Find(Get<CreateExec>().Execute(id, new ExecCreateRequest { Cmd = ["sh", "-c", script] }));
        await Get<StartExec>().StartDetachedAsync(exec, new ExecStartRequest());
        Assert.Equal(0, await exec.Exited.WaitAsync(Eventually.DefaultDeadline, TestContext.Current.CancellationToken));
    }

    public async Task<ContainerExit> ExitAsync(string id) =>
        await Get<WaitContainer>().Begin(id, null).WaitAsync(Eventually.DefaultDeadline, TestContext.Current.CancellationToken);

    /// <summary>The actions published about one container (or exec's container), oldest first.</summary>
    public IReadOnlyList<string> Actions(string id)
    {
        using var all = Get<EventBus>().Subscribe(past => past.Id == id);
        return [.. all.Past.Select(past => past.Action)];
    }

    /// <summary>Removes every container, and fails if anything of any is left.</summary>
    public async Task AssertCleanAsync(PrivateContainerd containerd)
    {
        foreach (var container in Containers.All)
            await RemoveAsync(container.Id);
        await LeftBehind.AssertNothingAsync(containerd);
        Assert.Empty(Containers.All);
        foreach (var directory in new[] { Path.Combine(Options.DataRoot, "containers"), Path.Combine(Options.ExecRoot, "fifo"), Path.Combine(Options.ExecRoot, "shm"), Options.MountsRoot })
            Assert.False(Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any(), "not empty: " + directory);
    }

    /// <summary>Ends as a killed daemon does, as far as containerd can tell: from now on no call of it gets through.</summary>
    public async Task CrashAsync()
    {
        Faults.Arm("", FaultKind.Refused, nth: 0);
        Faults.CutEvents();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _parts.DisposeAsync();
        _channel.Dispose();
    }
}
