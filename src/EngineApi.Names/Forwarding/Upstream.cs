using System.Net.Sockets;

namespace EngineApi.Names.Forwarding;

/// <summary>Asks other name servers what is not known here.</summary>
/// <param name="open">
/// A socket that is not connected, in the network namespace with this path or, for null, in the host's. It may fail with
/// <see cref="IOException"/> or <see cref="SocketException"/>: the next server is asked then.
/// </param>
public sealed class Upstream(Func<string?, AddressFamily, SocketType, CancellationToken, ValueTask<Socket>> open, TimeProvider? time = null)
{
    /// <summary>As dockerd has it.</summary>
    private const int MostInAll = 1024;

    private const int MostForOne = 256;

    /// <summary>
    /// For all servers together. Resolvers ask again after 5 s, and some from another port: whatever comes later comes for nobody.
    /// What is left is shared out evenly among the servers not yet asked, so that the last one has its turn, too.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4.5);

    /// <summary>For one server, even if it is the last.</summary>
    private static readonly TimeSpan PatienceForOne = TimeSpan.FromSeconds(4);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ForwardLimit _limit = new(MostInAll, MostForOne);

    /// <summary>Of all servers.</summary>
    internal int Port { get; init; } = 53;

    /// <summary>Asks one server after the other until one answers.</summary>
    /// <param name="query">A message that could be read.</param>
    /// <param name="netnsPath">From where; null is the host.</param>
    /// <param name="containerId">On whose behalf.</param>
    /// <returns>Empty if none did, or too many are being asked already.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>> AskAsync(
        ReadOnlyMemory<byte> query,
        IReadOnlyList<ServerAddress> servers,
        string? netnsPath,
        string containerId,
        bool overTcp,
        CancellationToken cancellationToken)
    {
        if (!_limit.TryEnter(containerId))
            return default;
        try
        {
            var started = _time.GetTimestamp();
            for (var at = 0; at < servers.Count; at++)
            {
                var share = (Patience - _time.GetElapsedTime(started)) / (servers.Count - at);
                if (share <= TimeSpan.Zero)
                    break;
                using var silence = new CancellationTokenSource(share < PatienceForOne ? share : PatienceForOne, _time);
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
                if (await AskAsync(query, servers[at], netnsPath, overTcp, deadline.Token) is { } answer)
                    return answer;
                cancellationToken.ThrowIfCancellationRequested();
            }

            return default;
        }
        finally
        {
            _limit.Leave(containerId);
        }
    }

    /// <returns>Null if nothing useful came.</returns>
    private async ValueTask<byte[]?> AskAsync(
        ReadOnlyMemory<byte> query, ServerAddress server, string? netnsPath, bool overTcp, CancellationToken deadline)
    {
        // The client's id is as good as known to whoever saw it ask. The generator of identifiers is the kernel's, and costs
        // this process no library of cryptography.
        var sent = query.ToArray();
        Guid.NewGuid().ToByteArray().AsSpan(0, 2).CopyTo(sent);
        try
        {
            var type = overTcp ? SocketType.Stream : SocketType.Dgram;
            using var socket = await open(netnsPath, server.Address.AddressFamily, type, deadline);
            await Exchange.ConnectAsync(socket, server, Port, deadline);
            var answer = overTcp
                ? await Exchange.OverTcpAsync(socket, sent, deadline)
                : await Exchange.OverUdpAsync(socket, sent, deadline);
            query.Span[..2].CopyTo(answer);
            return UpstreamAnswer.IsUseful(answer) ? answer : null;
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            // Unreachable, refused, closed or silent: the caller asks the next one, and tells its own end from the deadline.
            return null;
        }
    }
}
