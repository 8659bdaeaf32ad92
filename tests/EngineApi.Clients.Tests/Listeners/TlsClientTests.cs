using System.Text;
using EngineApi.Testing;
using Xunit;

namespace EngineApi.Clients.Tests.Listeners;

/// <summary>The CLI over mutual TLS, by dockerd's options: streams, half-closing, and who does not get in.</summary>
public sealed class TlsClientTests : IAsyncLifetime
{
    private readonly TestCertificates _certificates = new();
    private readonly string _address = $"tcp://127.0.0.1:{FreePort.Find()}";
    private readonly EngineProcess _engine;
    private readonly DockerCli _docker;

    public TlsClientTests()
    {
        _engine = new()
        {
            Hosts = engine => [engine.DockerHost, _address],
            Options = _ => ["--tlsverify", "--tlscacert", _certificates.PathOf("ca"), "--tlscert", _certificates.PathOf("cert"), "--tlskey", _certificates.PathOf("key")],
        };
        _docker = new(_engine);
    }

    public ValueTask InitializeAsync() => _engine.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _certificates.Dispose();
    }

    private string[] Over(string who, params string[] arguments) =>
    [
        "-H", _address, "--tlsverify", "--tlscacert", _certificates.PathOf("ca"),
        "--tlscert", _certificates.PathOf(who + "-cert"), "--tlskey", _certificates.PathOf(who + "-key"), .. arguments,
    ];

    private string[] Client(params string[] arguments) => Over("client", arguments);

    [Fact]
    public async Task Streams_and_ends_of_input_pass()
    {
        Assert.Equal("engineapi", await _docker.OkAsync(Client("version", "--format", "{{with .Server}}engineapi{{end}}")));
        var input = new byte[3 << 20];
        new Random(1).NextBytes(input);
        var text = Encoding.ASCII.GetBytes(Convert.ToHexString(input));
        var echoed = await _docker.RunWithInputAsync(text, Client("run", "--rm", "-i", BusyboxImage.Name, "cat"));
        Assert.True(echoed.Ok() == Encoding.ASCII.GetString(text), $"{echoed.Output.Length} characters came back of {text.Length}");

        var id = await _docker.OkAsync(Client("run", "-d", "-i", BusyboxImage.Name, "sh", "-c", "while read line; do echo got-$line; done; echo end"));
        // The answer comes after the end of the input.
        var counted = await _docker.RunWithInputAsync(text, Client("exec", "-i", id, "sh", "-c", "wc -c; echo after >&2; exit 5"));
        Assert.Equal((5, $"{text.Length}\n", "after\n"), (counted.ExitCode, counted.Output, counted.Error));

        await using (var attach = _docker.Begin(Client("attach", id)))
        {
            await attach.TypeAsync("one\n");
            await attach.ShowsAsync("got-one");
            await attach.TypeAsync("two\n");
            await attach.ShowsAsync("got-two");
        }
        await using (var terminal = _docker.BeginOnTerminal("docker " + string.Join(' ', Client("exec", "-it", id, "sh"))))
        {
            await terminal.TypeAsync("stty size; exit 3\n");
            await terminal.ShowsAsync("40 100");
            Assert.Equal(3, (await terminal.EndAsync()).ExitCode);
        }
        await _docker.OkAsync(Client("rm", "-f", id));
    }

    [Fact]
    public async Task Nobody_else_gets_in()
    {
        Assert.NotEqual(0, (await _docker.RunAsync(Over("stranger", "ps"))).ExitCode);
        Assert.NotEqual(0, (await _docker.RunAsync("-H", _address, "--tls", "ps")).ExitCode);
        Assert.NotEqual(0, (await _docker.RunAsync("-H", _address, "ps")).ExitCode);
        await _docker.OkAsync(Client("ps"));
    }
}
