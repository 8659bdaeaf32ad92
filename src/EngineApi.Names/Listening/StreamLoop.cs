using System.Buffers.Binary;
using System.Net.Sockets;

namespace EngineApi.Names.Listening;

/// <summary>Questions over TCP (RFC 1035, 4.2.2): each message has its length before it, in two bytes.</summary>
internal sealed class StreamLoop(string containerId, Socket listener, NameAnswers answers)
{
    /// <summary>Of one container, at a time; another one is closed at once.</summary>
    private const int MostConnections = 32;

    private const int LengthBytes = 2;

    /// <summary>Without a question.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private int _connections;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var failed = false; ;)
        {
            try
            {
                if (failed)
                    await Pause.AfterFailureAsync(cancellationToken);
                var client = await listener.AcceptAsync(cancellationToken);
                failed = false;
                if (Interlocked.Increment(ref _connections) <= MostConnections)
                {
                    _ = TalkAsync(client, cancellationToken);
                }
                else
                {
                    Interlocked.Decrement(ref _connections);
                    client.Dispose();
                }
            }
            catch (SocketException)
            {
                failed = true;
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task TalkAsync(Socket client, CancellationToken cancellationToken)
    {
        using (client)
        using (var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            try
            {
                while (await ReadAsync(client, deadline) is { } question)
                    await WriteAsync(client, await answers.AnswerAsync(question, containerId, overTcp: true, cancellationToken), deadline.Token);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // It has gone, or said nothing for long.
            }
            finally
            {
                Interlocked.Decrement(ref _connections);
            }
        }
    }

    /// <returns>Null at the end, and for what is no question.</returns>
    private static async ValueTask<byte[]?> ReadAsync(Socket client, CancellationTokenSource deadline)
    {
        deadline.CancelAfter(Idle);
        var head = new byte[LengthBytes];
        if (!await FillAsync(client, head, deadline.Token) || BinaryPrimitives.ReadUInt16BigEndian(head) is not (> 0 and <= DatagramLoop.LongestQuestion and var length))
            return null;
        var question = new byte[length];
        return await FillAsync(client, question, deadline.Token) ? question : null;
    }

    private static async ValueTask WriteAsync(Socket client, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        if (answer.IsEmpty)
            return;
        var message = new byte[LengthBytes + answer.Length];
        BinaryPrimitives.WriteUInt16BigEndian(message, (ushort)answer.Length);
        answer.CopyTo(message.AsMemory(LengthBytes));
        for (var sent = 0; sent < message.Length;)
            sent += await client.SendAsync(message.AsMemory(sent), cancellationToken);
    }

    /// <returns>False if it ended before.</returns>
    private static async ValueTask<bool> FillAsync(Socket client, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        for (var read = 0; read < buffer.Length;)
        {
            var count = await client.ReceiveAsync(buffer[read..], cancellationToken);
            if (count == 0)
                return false;
            read += count;
        }

        return true;
    }
}
