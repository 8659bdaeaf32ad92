using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Networks;

/// <summary>What running containers notice of a gateway that comes back with other options: nothing.</summary>
public sealed class NetworkRestartTests : IAsyncLifetime
{
    private const string Server = "while :; do echo here | nc -l -p 80; done";

    private readonly EngineProcess _engine;
    private readonly DockerCli _docker;
    private string[] _options = [];

    public NetworkRestartTests()
    {
        _engine = new() { Options = _ => _options };
        _docker = new(_engine);
    }

    public ValueTask InitializeAsync() => _engine.InitializeAsync();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task With_another_subnet_for_the_default_bridge_those_that_run_keep_theirs_and_the_next_have_the_new_one()
    {
        var (first, second) = (Other(), Other());
        await RestartAsync("--bip", $"{first}.1/24");
        await _docker.OkAsync("run", "-d", "--name", "old", "-p", "80", BusyboxImage.Name, "sh", "-c", Server);
        var port = (await _docker.OkAsync("port", "old", "80")).Split('\n')[0].Split(':')[^1];
        await AnswersAsync(port);

        await RestartAsync("--bip", $"{second}.1/24");
        await AnswersAsync(port);
        await _docker.OkAsync("exec", "old", "ping", "-c", "1", "-W", "10", $"{first}.1");
        await _docker.OkAsync("run", "-d", "--name", "new", BusyboxImage.Name, "sleep", "1000");
        Assert.StartsWith(second + ".", await _docker.InspectAsync("new", "{{.NetworkSettings.IPAddress}}"), StringComparison.Ordinal);

        await _docker.OkAsync("restart", "-t", "0", "old");
        Assert.StartsWith(second + ".", await _docker.InspectAsync("old", "{{.NetworkSettings.IPAddress}}"), StringComparison.Ordinal);
        var bridge = await _docker.OkAsync("network", "inspect", "--format", "{{index .Options \"com.docker.network.bridge.name\"}}", "bridge");
        await Eventually.BecomesTrueAsync(async () =>
            !(await _docker.ShellAsync("ip -4 addr show dev " + bridge)).Ok().Contains(first, StringComparison.Ordinal));
        await _docker.OkAsync("rm", "-f", "old", "new");
    }

    /// <summary>The last one of an option counts.</summary>
    private async Task RestartAsync(params string[] options)
    {
        _options = options;
        await _engine.TerminateAsync();
        await _engine.StartAsync();
    }

    private Task AnswersAsync(string port) => Eventually.BecomesTrueAsync(
        async () => (await _docker.ShellAsync($"busybox nc -w 5 127.0.0.1 {port} </dev/null")).Output.StartsWith("here", StringComparison.Ordinal));

    private static string Other() => TestBridges.Subnet().Replace(".0/24", "", StringComparison.Ordinal);
}
