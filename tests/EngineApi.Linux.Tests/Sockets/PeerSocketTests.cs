using System.Net.Sockets;
using EngineApi.Linux.Epoll;
using EngineApi.Linux.Sockets;
using Xunit;

namespace EngineApi.Linux.Tests.Sockets;

public sealed class PeerSocketTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _near = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Socket _far;

    public PeerSocketTests()
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_directory["s"]));
        listener.Listen();
        _near.Connect(new UnixDomainSocketEndPoint(_directory["s"]));
        _far = listener.Accept();
    }

    [Fact]
    public void A_half_close_is_not_gone_but_a_close_is()
    {
        Assert.False(PeerSocket.IsGone(_near.SafeHandle));
        _far.Shutdown(SocketShutdown.Send);
        Assert.False(PeerSocket.IsGone(_near.SafeHandle));
        _far.Close();
        Assert.True(PeerSocket.IsGone(_near.SafeHandle));
    }

    [Fact]
    public async Task Gone_is_called_once_at_the_close()
    {
        using var reactor = new Reactor(failure => Assert.Fail(failure.Message));
        var calls = 0;
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = PeerSocket.WatchGone(reactor, _near.SafeHandle, () =>
        {
            calls++;
            gone.TrySetResult();
        });
        _far.Shutdown(SocketShutdown.Send);
        await reactor.RunAsync(() => true);
        Assert.False(gone.Task.IsCompleted);
        _far.Close();
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await reactor.RunAsync(() => true);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Permissions_of_the_socket_file_are_set()
    {
        File.WriteAllText(_directory["file"], "");
        SocketPermissions.Apply(_directory["file"], 0x1B0, null);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            File.GetUnixFileMode(_directory["file"]));
        Assert.Throws<LinuxException>(() => SocketPermissions.Apply(_directory["none"], 0x1B0, null));
    }

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
        _directory.Dispose();
    }
}
