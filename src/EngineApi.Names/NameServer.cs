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

    /// <summary>Where containers ask, as Docker has it, and as people write it into configurations.</summary>
    public const string Address = "127.0.0.11";

    /// <summary>Threads in other namespaces at a time: each socket towards a container's own servers takes one for a moment.</summary>
    private const int MostOpening = 4;

    private static readonly SemaphoreSlim s_opening = new(MostOpening);

    private readonly string _identity = ProgramIdentity.OfThisProcess();
    private readonly string _directory;
    private readonly Socket _control = new(new SafeSocketHandle(ControlDescriptor, ownsHandle: true));
    private readonly NameAnswers _answers = new(new HostResolvers(), new Upstream(OpenAsync));
    private readonly Dictionary<string, ContainerListener> _listeners = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _end = new();
    private bool _isNeeded = true;
    private bool _hasRested;

    private NameServer(string directory) => _directory = directory;

    /// <summary>Until it is told to end, or is no longer needed.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string directory)
    {
        await using var server = new NameServer(directory);
        await server.AcceptAsync();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners.Values)
            await listener.DisposeAsync();
        _control.Dispose();
        _turn.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        for (var failed = false; ;)
        {
            try
            {
                if (failed)
                    await Pause.AfterFailureAsync(_end.Token);
                _ = ServeAsync(new(await _control.AcceptAsync(_end.Token)));
                failed = false;
            }
            catch (SocketException) when (_isNeeded)
            {
                failed = true;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Whoever is waiting to be told that it ends, is told before it does.
                await _turn.WaitAsync();
                return;
            }
        }
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
                    // All of it, whether or not somebody hears how it went.
                    foreach (var (container, reason) in await ReloadAsync())
                        await peer.SayAsync($"{ControlLines.Failed}\t{container}\t{reason.ReplaceLineEndings(" ")}", _end.Token);
                    await SayLastAsync(peer);
                    Rest();
                    break;
                case ControlLines.Who:
                    await peer.SayAsync($"{ControlLines.Who}\t{Environment.ProcessId}\t{_identity}", _end.Token);
                    break;
                case ControlLines.End:
                    _isNeeded = false;
                    await SayLastAsync(peer);
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

    private async Task SayLastAsync(ControlConnection peer)
    {
        if (_isNeeded)
        {
            await peer.SayAsync(ControlLines.Done, _end.Token);
            return;
        }

        // From here on nobody can connect any more: who comes later finds nobody instead of one who ends.
        _control.Shutdown(SocketShutdown.Both);
        try
        {
            await peer.SayAsync(ControlLines.Ended, _end.Token);
        }
        finally
        {
            await _end.CancelAsync();
        }
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
    private async Task<IReadOnlyList<(string Container, string Reason)>> ReloadAsync()
    {
        var (networks, unreadable) = NameNetworkFiles.Read(_directory);
        var failures = unreadable.Select(one => ("", $"{one.File}: {one.Reason}")).ToList();
        _answers.Use(NameTable.Of(networks));
        var wanted = networks.SelectMany(network => network.Containers).DistinctBy(container => container.Id).ToDictionary(container => container.Id, StringComparer.Ordinal);
        foreach (var id in _listeners.Keys.Where(id => !wanted.ContainsKey(id)).ToArray())
            await CloseAsync(id);
        foreach (var container in wanted.Values)
        {
            if (await ListenAsync(container) is { } reason)
                failures.Add((container.Id, reason));
        }

        _isNeeded = wanted.Count > 0 || unreadable.Count > 0;
        return failures;
    }

    /// <returns>Null if it is answered; else why not.</returns>
    private async Task<string?> ListenAsync(NamedContainer container)
    {
        if (_listeners.TryGetValue(container.Id, out var former))
        {
            // A container that was started again has another namespace by the same path.
            if (FileStatus.Find(container.NetnsPath)?.Inode == former.Space)
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

    /// <summary>For a question to somebody else: from a container's network, or the host's.</summary>
    private static async ValueTask<Socket> OpenAsync(string? netnsPath, AddressFamily family, SocketType type, CancellationToken cancellationToken)
    {
        var protocol = type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp;
        if (netnsPath is null)
            return new(family, type, protocol);
        await s_opening.WaitAsync(cancellationToken);
        try
        {
            return await NetworkNamespace.RunAsync(netnsPath, _ => new Socket(family, type, protocol));
        }
        finally
        {
            s_opening.Release();
        }
    }

    private async Task CloseAsync(string id)
    {
        if (_listeners.Remove(id, out var listener))
            await listener.DisposeAsync();
    }
}
