using EngineApi.Names.Forwarding;
using EngineApi.Names.Messages;
using EngineApi.Names.Table;

namespace EngineApi.Names;

/// <summary>
/// Answers containers' questions: for names and addresses on their own networks from the table, for all else with what the
/// container's name servers say, or the host's.
/// </summary>
public sealed class NameAnswers(HostResolvers host, Upstream upstream)
{
    private volatile NameTable _table = NameTable.Empty;

    /// <summary>From now on; questions that are being answered go on with the table that they began with.</summary>
    public void Use(NameTable table) => _table = table;

    /// <summary>Answers whatever a client sent. What the table knows is there at once.</summary>
    /// <param name="query">A message, without the length before it; not to be changed until there is an answer.</param>
    /// <param name="overTcp">An answer over UDP is as long as the client said that it may be: 512–4,096 bytes.</param>
    /// <returns>The answer; empty if there is nothing to say.</returns>
    /// <exception cref="OperationCanceledException">The token fired while others were asked.</exception>
    public ValueTask<ReadOnlyMemory<byte>> AnswerAsync(
        ReadOnlyMemory<byte> query, string containerId, bool overTcp, CancellationToken cancellationToken)
    {
        if (!Query.TryRead(query.Span, out var asked, out var refusal))
            return new(refusal is { } code ? Reply.ToHeader(query.Span, code) : default(ReadOnlyMemory<byte>));
        if (Refusal(asked) is { } why)
            return new(Reply.Without(asked, why));
        if (_table.For(containerId) is not { } view)
            return new(Reply.Without(asked, ResponseCode.ServerFailure));
        if (Known(asked, view, overTcp ? Reply.TcpLimit : Reply.LimitOverUdp(asked)) is { } answer)
            return new(answer);
        // What the container itself reaches may be asked even on an internal network; the host's servers would be a way out.
        var (servers, from) = view.Servers.Count > 0 ? (view.Servers, view.NetnsPath) : (view.IsInternal ? [] : host.Current(), null);
        return servers.Count == 0
            ? new(Reply.Without(asked, ResponseCode.ServerFailure))
            : ForwardAsync(query, servers, from, containerId, overTcp, cancellationToken);
    }

    /// <summary>What is a question, and is not answered by anybody here.</summary>
    private static ResponseCode? Refusal(in Query asked) => asked switch
    {
        { Edns.Version: not 0 } => ResponseCode.BadVersion,
        { Class: not (RecordClass.Internet or RecordClass.Any) } => ResponseCode.Refused,
        { Type: RecordType.Transfer or RecordType.IncrementalTransfer or RecordType.Options } => ResponseCode.Refused,
        _ => null,
    };

    /// <summary>
    /// A name that is a container's is never asked for elsewhere, whatever the type: that it has nothing of it is the answer. So mail
    /// goes to its address (RFC 5321 §5.1), and nobody outside is told of it.
    /// </summary>
    /// <returns>Null if the table does not know it.</returns>
    private static byte[]? Known(in Query asked, ContainerView view, int limit)
    {
        Span<char> text = stackalloc char[WireName.Longest];
        var length = WireName.ToText(asked.Name, text);
        if (length < 0)
            return null;
        var name = text[..length];
        if (view.Find(name) is { } found)
            return Reply.Addresses(asked, found, limit);
        if (!ReverseName.TryRead(name, out var address) || view.NameOf(address) is not { } target)
            return null;
        return asked.Type is RecordType.Pointer or RecordType.Any ? Reply.Pointer(asked, target, limit) : Reply.Without(asked);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ForwardAsync(
        ReadOnlyMemory<byte> query,
        IReadOnlyList<ServerAddress> servers,
        string? netnsPath,
        string containerId,
        bool overTcp,
        CancellationToken cancellationToken)
    {
        var answer = await upstream.AskAsync(query, servers, netnsPath, containerId, overTcp, cancellationToken);
        return answer.IsEmpty ? Failed(query.Span) : answer;
    }

    private static ReadOnlyMemory<byte> Failed(ReadOnlySpan<byte> query) =>
        Query.TryRead(query, out var asked, out _) ? Reply.Without(asked, ResponseCode.ServerFailure) : default;
}
