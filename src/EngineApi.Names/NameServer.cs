using System.Net.Sockets;
using EngineApi.Linux.Descriptors;
using EngineApi.Linux.Memory;
using EngineApi.Linux.Network;
using EngineApi.Names.Control;
using EngineApi.Names.Forwarding;
using EngineApi.Names.Listening;
using EngineApi.Names.Table;

namespace EngineApi.Names;

/// <summary>
/// The process that answers containers' questions for names. It knows what a directory says, a <see cref="NameNetworkFile"/> for each network,
/// does what it is told over its descriptor 0 (a unix socket that listens, see <see cref="ControlLines"/>), and ends when no container is left.
/// </summary>
public sealed class NameServer : IAsyncDisposable
{
    private const int ControlDescriptor = 0;

    private readonly string _directory;
    private readonly NameAnswers _answers = new(new HostResolvers(), new Upstream(OpenAsync));
    private readonly Dictionary<string, ContainerListener> _listeners = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();
    private bool _hasRested;

    private NameServer(string directory) => _directory = directory;

    /// <summary>Until it is told to end, or is no longer needed.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string directory)
    {
        await using var server = new NameServer(directory);
        using var control = new Socket(new SafeSocketHandle(ControlDescriptor, ownsHandle: true));
        try
        {
            while (true)
                _ = server.ServeAsync(new(await control.AcceptAsync(server._end.Token)));
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners.Values)
            await listener.DisposeAsync();
        _turn.Dispose();
        _end.Dispose();
    }

    /// <summary>One peer after another's line; a peer that has gone is none.</summary>
    private async Task ServeAsync(ControlConnection peer)
    {
        using (peer)
        {
            try
            {
                while (await peer.HearAsync(_end.Token) is { } line)
                    await ObeyAsync(peer, line);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // It hears no answer, or there will be none.
            }
        }
    }

    private async Task ObeyAsync(ControlConnection peer, string line)
    {
        await _turn.WaitAsync(_end.Token);
        try
        {
            switch (line)
            {
                case ControlLines.Reload:
                    await foreach (var (container, reason) in ReloadAsync())
                        await peer.SayAsync($"{ControlLines.Failed}\t{container}\t{reason.ReplaceLineEndings(" ")}", _end.Token);
                    await SayLastAsync(peer, _listeners.Count == 0);
                    Rest();
                    break;
                case ControlLines.Who:
                    await peer.SayAsync(ControlLines.Who + '\t' + ControlLines.Identity(Environment.ProcessPath!), _end.Token);
                    break;
                case ControlLines.End:
                    await SayLastAsync(peer, isLast: true);
                    break;
                default:
                    await peer.SayAsync($"{ControlLines.Failed}\t\tunknown: {line}", _end.Token);
                    await peer.SayAsync(ControlLines.Done, _end.Token);
                    break;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task SayLastAsync(ControlConnection peer, bool isLast)
    {
        await peer.SayAsync(isLast ? ControlLines.Ended : ControlLines.Done, _end.Token);
        if (isLast)
            await _end.CancelAsync();
    }

    /// <summary>Once: gives back what the start took. The program's own pages come back from the page cache at a touch.</summary>
    private void Rest()
    {
        if (_hasRested || Environment.ProcessPath is not { } program)
            return;
        _hasRested = true;
        try
        {
            MappedFile.Release(program);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        catch (IOException)
        {
            // Then it takes more memory than it has to, and nothing else.
        }
    }

    /// <returns>What could not be done, and for which container.</returns>
    private async IAsyncEnumerable<(string Container, string Reason)> ReloadAsync()
    {
        var (networks, unreadable) = NameNetworkFiles.Read(_directory);
        foreach (var (file, reason) in unreadable)
            yield return ("", $"{file}: {reason}");
        _answers.Use(NameTable.Of(networks));
        var wanted = networks.SelectMany(network => network.Containers).DistinctBy(container => container.Id).ToDictionary(container => container.Id, StringComparer.Ordinal);
        foreach (var id in _listeners.Keys.Where(id => !wanted.ContainsKey(id)).ToArray())
            await CloseAsync(id);
        foreach (var container in wanted.Values)
        {
            if (await ListenAsync(container) is { } reason)
                yield return (container.Id, reason);
        }
    }

    /// <returns>Null if it is answered; else why not.</returns>
    private async Task<string?> ListenAsync(NamedContainer container)
    {
        if (_listeners.TryGetValue(container.Id, out var former))
        {
            // A container that was started again has another namespace by the same path.
            if (!former.IsBroken && FileStatus.Find(container.NetnsPath)?.Inode == former.Space)
                return null;
            await CloseAsync(container.Id);
        }

        try
        {
            _listeners[container.Id] = await ContainerListener.OpenAsync(container.Id, container.NetnsPath, _answers);
            return null;
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>For a question to somebody else: from a container's network, or the host's. Neither takes long.</summary>
    private static async ValueTask<Socket> OpenAsync(string? netnsPath, AddressFamily family, SocketType type, CancellationToken cancellationToken)
    {
        var protocol = type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp;
        return netnsPath is null
            ? new(family, type, protocol)
            : await NetworkNamespace.RunAsync(netnsPath, _ => new Socket(family, type, protocol));
    }

    private async Task CloseAsync(string id)
    {
        if (_listeners.Remove(id, out var listener))
            await listener.DisposeAsync();
    }
}
