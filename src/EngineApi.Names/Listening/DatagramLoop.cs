using System.Net;
using System.Net.Sockets;

namespace EngineApi.Names.Listening;

/// <summary>Questions over UDP. What has to be asked for elsewhere is waited for while others are answered.</summary>
internal sealed class DatagramLoop(string containerId, Socket socket, NameAnswers answers)
{
    /// <summary>Bytes. Longer than any question; what is cut is malformed then.</summary>
    public const int LongestQuestion = 4096;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestQuestion];
        var from = new SocketAddress(AddressFamily.InterNetwork);
        for (var failed = false; ;)
        {
            try
            {
                if (failed)
                    await Pause.AfterFailureAsync(cancellationToken);
                var length = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from, cancellationToken);
                failed = false;
                var answer = answers.AnswerAsync(buffer.AsMemory(0, length), containerId, overTcp: false, cancellationToken);
                if (answer.IsCompletedSuccessfully)
                {
                    await SendAsync(answer.Result, from, cancellationToken);
                    continue;
                }

                // A question that waits keeps its buffer.
                _ = SendLaterAsync(answer, Copy(from), cancellationToken);
                buffer = new byte[LongestQuestion];
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

    private async Task SendLaterAsync(ValueTask<ReadOnlyMemory<byte>> answer, SocketAddress to, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(await answer, to, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Whoever asked has gone, or we have; it would ask again.
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> answer, SocketAddress to, CancellationToken cancellationToken)
    {
        if (!answer.IsEmpty)
            await socket.SendToAsync(answer, SocketFlags.None, to, cancellationToken);
    }

    private static SocketAddress Copy(SocketAddress address)
    {
        var copy = new SocketAddress(address.Family, address.Size);
        address.Buffer.Span[..address.Size].CopyTo(copy.Buffer.Span);
        return copy;
    }
}
