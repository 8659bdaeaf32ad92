using System.Net.Sockets;
using EngineApi.Server.Listeners;
using EngineApi.Server.Options;

namespace EngineApi.Server.Tests.Listeners;

public sealed class ListenerTests
{
    private const UnixFileMode OwnerAndGroup =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private static UnixDomainSocketEndPoint Fresh() => new(Path.Combine(Directory.CreateTempSubdirectory("engineapi-").FullName, "x.sock"));

    [Fact]
    public async Task The_socket_is_for_owner_and_group_and_goes_with_the_server()
    {
        await using var gateway = await TestGateway.StartAsync();
        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(gateway.SocketPath));
        await gateway.App.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(Path.Exists(gateway.SocketPath));
    }

    [Fact]
    public async Task An_address_in_use_is_refused()
    {
        await using var first = await TestGateway.StartAsync();
        var error = await Assert.ThrowsAnyAsync<Exception>(() =>
            TestGateway.StartAsync(adjust: options => options with { Hosts = [new("unix", first.SocketPath)] }));
        Assert.Contains("another engine answers there", (error.InnerException ?? error).Message, StringComparison.Ordinal);
        Assert.Equal(200, (await first.SendAsync("GET", "/_ping")).Status); // and the first is not disturbed
    }

    [Fact]
    public void A_stale_socket_is_replaced()
    {
        var endpoint = Fresh();
        using (var stale = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            stale.Bind(endpoint);
            File.Move(endpoint.ToString()!, endpoint + ".kept"); // what .NET would remove with its socket
        }
        File.Move(endpoint + ".kept", endpoint.ToString()!);
        using var socket = UnixListener.Bind(endpoint, group: null);
        socket.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(endpoint);
        Assert.True(client.Connected);
    }

    [Fact]
    public void A_file_in_the_way_is_not_removed()
    {
        var endpoint = Fresh();
        File.WriteAllText(endpoint.ToString()!, "precious");
        Assert.Throws<ListenException>(() => UnixListener.Bind(endpoint, group: null));
        Assert.Equal("precious", File.ReadAllText(endpoint.ToString()!));
    }

    [Fact]
    public async Task Tcp_beyond_loopback_needs_tls_or_a_clear_word()
    {
        static ServerOptions Open(ServerOptions options) => options with { Hosts = [new("tcp", "0.0.0.0", 0)] };
        var error = await Assert.ThrowsAnyAsync<Exception>(() => TestGateway.StartAsync(adjust: Open));
        Assert.Contains("without TLS", error.Message, StringComparison.Ordinal);
        await using var open = await TestGateway.StartAsync(adjust: static options => Open(options) with { Tls = new() { Enabled = false } });
        Assert.NotNull(open.TcpEndpoint);
    }

    [Fact]
    public void Groups_are_found_by_name_or_number()
    {
        Assert.Equal(0u, SocketGroup.Resolve("root"));
        Assert.Equal(4242u, SocketGroup.Resolve("4242"));
        Assert.Throws<ListenException>(static () => SocketGroup.Resolve("no-such-group"));
    }
}
