using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Networks;

/// <summary>
/// Containers are created, started and removed, on the default bridge, with published ports, and on a network of their own; nothing of
/// them is left. As many of them as <c>ENGINEAPI_CYCLES</c> says (12).
/// </summary>
public sealed class ManyCyclesTests : IAsyncLifetime
{
    private const int AtOnce = 4;
    private const int WarmUp = 4;

    /// <summary>KiB: far above what a heap swings by, far below what a thousand leaks would be.</summary>
    private const long MoreMemory = 96 << 10;

    private readonly EngineProcess _engine = new();
    private readonly DockerCli _docker;
    private readonly int _cycles = int.TryParse(Environment.GetEnvironmentVariable("ENGINEAPI_CYCLES"), NumberStyles.None, CultureInfo.InvariantCulture, out var cycles) ? cycles : 12;

    public ManyCyclesTests() => _docker = new(_engine);

    public ValueTask InitializeAsync() => _engine.InitializeAsync();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Nothing_is_left_of_many_containers_on_networks()
    {
        var network = await _docker.OkAsync("network", "create", "many");
        await CycleAsync(WarmUp); // What the first use loads and opens for good is not a leak.
        await QuietAsync();
        var addresses = await NextAddressesAsync();
        var (rules, descriptors, memory) = (await RulesAsync(), _engine.Descriptors().Count, Memory());

        var ids = await CycleAsync(_cycles);

        await QuietAsync();
        await Eventually.BecomesTrueAsync(async () => (await RulesAsync()).SequenceEqual(rules));
        await _engine.ClosedAsync(descriptors);
        IReadOnlyList<string> left = [];
        await Eventually.PollAsync(async () => (left = await _engine.LeftAsync([.. ids])).Count == 0);
        Assert.True(left.Count == 0, "left behind:\n" + string.Join('\n', left));
        Assert.False(File.Exists(Path.Combine(_engine.ExecRoot, "dns", network)));
        Assert.Equal("0\n0", await _docker.OkAsync("network", "inspect", "--format", "{{len .Containers}}", "many", "bridge"));
        Assert.Equal(addresses, await NextAddressesAsync());

        var after = Memory();
        TestContext.Current.TestOutputHelper?.WriteLine($"{_cycles} cycles; resident memory {memory >> 10} MiB before, {after >> 10} MiB after");
        Assert.InRange(after, 0, memory + MoreMemory);
        await _docker.OkAsync("network", "rm", "many");
    }

    /// <summary>The lowest that are free.</summary>
    private async Task<string> NextAddressesAsync() => string.Join(' ', await Task.WhenAll(new[] { "many", "bridge" }.Select(name =>
        _docker.OkAsync("run", "--rm", "--network", name, BusyboxImage.Name, "sh", "-c", "ip -4 -o addr show eth0 | grep -o 'inet [^ ]*'"))));

    private async Task<IReadOnlyList<string>> CycleAsync(int count)
    {
        var ids = new string[count];
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => ids[i] = await CycleOneAsync(i));
        return ids;
    }

    /// <summary>Every third ends by itself, the others are removed while they run.</summary>
    private async Task<string> CycleOneAsync(int i)
    {
        var ends = i % 3 == 0;
        var host = new JsonObject { ["NetworkMode"] = i % 2 == 0 ? "many" : "bridge" };
        if (i % 4 < 2)
            host["PortBindings"] = new JsonObject { ["80/tcp"] = new JsonArray(new JsonObject()) };
        var created = await CallAsync(HttpMethod.Post, "containers/create", new JsonObject
        {
            ["Image"] = BusyboxImage.Name, ["Cmd"] = new JsonArray(ends ? ["true"] : ["sleep", "1000"]), ["HostConfig"] = host,
        });
        var id = created!.RootElement.GetProperty("Id").GetString()!;
        await CallAsync(HttpMethod.Post, $"containers/{id}/start");
        if (ends)
            await CallAsync(HttpMethod.Post, $"containers/{id}/wait");
        await CallAsync(HttpMethod.Delete, $"containers/{id}?force=1");
        return id;
    }

    private async Task<JsonDocument?> CallAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await _engine.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {answer.StatusCode} {text}");
        return text.Length > 0 ? JsonDocument.Parse(text) : null;
    }

    /// <summary>No namespace, and no interface on a bridge of ours.</summary>
    private async Task QuietAsync()
    {
        var bridges = (await _docker.OkAsync("network", "inspect", "--format", "{{or (index .Options \"com.docker.network.bridge.name\") (printf \"br-%.12s\" .Id)}}", "bridge", "many")).Split('\n');
        await Eventually.BecomesTrueAsync(() => Directory.GetFiles(Path.Combine(_engine.ExecRoot, "netns")).Length == 0);
        await Eventually.BecomesTrueAsync(() => bridges.All(bridge => Directory.GetFileSystemEntries($"/sys/class/net/{bridge}/brif").Length == 0));
    }

    private async Task<IReadOnlyList<string>> RulesAsync() =>
        [.. (await TestBridges.RulesAsync(TestBridges.Mark(await File.ReadAllTextAsync(Path.Combine(_engine.DataRoot, "engine-id"))))).Order(StringComparer.Ordinal)];

    /// <summary>KiB.</summary>
    private long Memory() => long.Parse(
        File.ReadLines($"/proc/{_engine.Pid}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
