using System.Net.Sockets;

namespace EngineApi.Names.Listening;

/// <summary>Takes one container's questions and brings it the answers, until it is disposed.</summary>
internal sealed class ContainerListener : IAsyncDisposable
{
    private readonly NameSockets _sockets;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    private ContainerListener(string containerId, NameSockets sockets, NameAnswers answers)
    {
        _sockets = sockets;
        _running = Task.WhenAll(
            new DatagramLoop(containerId, sockets.Datagrams, answers).RunAsync(_end.Token), new StreamLoop(containerId, sockets.Streams, answers).RunAsync(_end.Token));
    }

    /// <summary>See <see cref="NameSockets.Space"/>.</summary>
    public ulong Space => _sockets.Space;

    /// <exception cref="IOException">There is no such namespace, or it refuses.</exception>
    /// <exception cref="SocketException">No port is free, or no descriptor.</exception>
    public static async Task<ContainerListener> OpenAsync(string containerId, string netnsPath, NameAnswers answers) =>
        new(containerId, await NameSockets.OpenAsync(netnsPath), answers);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _sockets.Dispose();
        await _running;
        _end.Dispose();
    }
}
