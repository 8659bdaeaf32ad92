using EngineApi.Containerd;
using EngineApi.Engine.Events;
using EngineApi.Engine.Images;
using EngineApi.Engine.Images.Pull;
using EngineApi.Engine.Images.Push;
using EngineApi.Engine.Registry;
using EngineApi.Engine.Tests.Registry;
using EngineApi.Wire;
using EngineApi.Wire.Images;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EngineApi.Engine.Tests.Images;

/// <summary>The verbs on images over one namespace of a private containerd.</summary>
public sealed class ImagesEngine : IAsyncDisposable
{
    private readonly ServiceProvider _parts;

    public ImagesEngine(EngineOptions options, IReadOnlyList<ImageUser> users)
    {
        Options = options;
        Client = new ContainerdClient(options.ContainerdAddress!, options.ContainerdNamespace);
        var parts = new ServiceCollection();
        parts.AddSingleton(options);
        parts.AddSingleton(TimeProvider.System);
        parts.AddSingleton<EventBus>();
        parts.AddSingleton(Client);
        parts.AddSingleton<ListImageUsers>(() => users);
        parts.AddSingleton<LiveOptions>();
        parts.AddSingleton(new RetryPolicy(4, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2)));
        parts.AddImages();
        parts.AddRegistry();
        _parts = parts.BuildServiceProvider();
    }

    public EngineOptions Options { get; }

    public string Address => Options.ContainerdAddress!;

    public ContainerdClient Client { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public T Get<T>() where T : notnull => _parts.GetRequiredService<T>();

    /// <returns>The lines of the answer.</returns>
    public Task<List<string>> LoadAsync(byte[] archive, WantedPlatform? platform = null) => LoadAsync(new MemoryStream(archive), Cancelled, platform);

    public async Task<List<string>> LoadAsync(Stream archive, CancellationToken cancellationToken, WantedPlatform? platform = null)
    {
        var lines = new List<string>();
        await Get<LoadImages>().ExecuteAsync(archive, platform, line =>
        {
            lines.Add(line.Stream!);
            return ValueTask.CompletedTask;
        }, cancellationToken);
        return lines;
    }

    internal Task<List<string>> PullAsync(FakeRegistry registry, string repository, string tag, string platform = "", CancellationToken? cancellationToken = null) =>
        PullAsync($"{registry.Authority}/{repository}", tag, platform, cancellationToken: cancellationToken);

    /// <returns>The lines of the answer, each <c>id: status</c>.</returns>
    public async Task<List<string>> PullAsync(
        string image, string tag, string platform = "", RegistryCredentials? credentials = null, Action<ProgressMessage>? seen = null, CancellationToken? cancellationToken = null)
    {
        var lines = new List<string>();
        await Get<PullImage>().ExecuteAsync(image, tag, platform, credentials ?? RegistryCredentials.Anonymous, line =>
        {
            lines.Add(line.Id is null ? line.Status! : $"{line.Id}: {line.Status}");
            seen?.Invoke(line);
            return ValueTask.CompletedTask;
        }, cancellationToken ?? Cancelled);
        return lines;
    }

    /// <returns>The lines of the answer, each <c>id: status</c>.</returns>
    public async Task<List<string>> PushAsync(string image, string tag, WantedPlatform? platform = null, RegistryCredentials? credentials = null)
    {
        var lines = new List<string>();
        await Get<PushImage>().ExecuteAsync(image, tag, platform, credentials ?? RegistryCredentials.Anonymous, line =>
        {
            lines.Add(line.Id is null ? line.Status ?? "" : $"{line.Id}: {line.Status}");
            return ValueTask.CompletedTask;
        }, Cancelled);
        return lines;
    }

    public Task<ResolvedImage> ResolveAsync(string name) => Get<ResolveImage>().ExecuteAsync(name, Cancelled);

    public Task<IReadOnlyList<ImageSummary>> ListAsync(params (string, string)[] filters) =>
        Get<ListImages>().ExecuteAsync(Filters.Of(filters), sharedSize: true, withManifests: true, Cancelled);

    public Task<IReadOnlyList<ImageDeleteItem>> RemoveAsync(string name, bool force = false) =>
        Get<RemoveImage>().ExecuteAsync(name, force, Cancelled);

    public Task TagAsync(string name, string repository, string tag) => Get<TagImage>().ExecuteAsync(name, repository, tag, Cancelled);

    /// <summary>Ends what pulls left that were broken off, as the next start of the engine does.</summary>
    public async Task EndPartialAsync()
    {
        foreach (var lease in await Client.Leases.ListAsync(["labels.\"engineapi/lease\"==pull"], Cancelled))
            await Client.Leases.DeleteAsync(lease.Id, sync: true, Cancelled);
    }

    /// <summary>Everything containerd holds in this namespace, one name a line.</summary>
    public async Task<List<string>> LeftAsync()
    {
        var left = new List<string>();
        left.AddRange((await Client.Images.ListAsync(cancellationToken: Cancelled)).Select(image => "image " + image.Name));
        left.AddRange((await Client.Leases.ListAsync(cancellationToken: Cancelled)).Select(lease => "lease " + lease.Id));
        left.AddRange((await Client.Content.ListIngestsAsync(Cancelled)).Select(ingest => "ingest " + ingest.Ref));
        await foreach (var content in Client.Content.ListAsync(cancellationToken: Cancelled))
            left.Add("content " + content.Digest);
        await foreach (var snapshot in Client.Snapshots(Options.Snapshotter).ListAsync(cancellationToken: Cancelled))
            left.Add("snapshot " + snapshot.Name);
        return left;
    }

    public async ValueTask DisposeAsync()
    {
        await _parts.DisposeAsync();
        Client.Dispose();
    }
}
