using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace EngineApi.Engine.Networks.Dns;

/// <summary>Asks a DNS server for a name's addresses (RFC 1035), to see whether it has read what it was told.</summary>
internal static class DnsProbe
{
    private const int HeaderLength = 12;
    private const ushort Host = 1;
    private const ushort HostIPv6 = 28;

    /// <summary>An answer from this machine that takes longer comes from elsewhere: the server forwards what it does not know yet.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns when the server knows the name.</summary>
    /// <exception cref="OperationCanceledException">It did not, until the token fired.</exception>
    public static async Task KnowsAsync(IPAddress server, string name, bool ipv6, CancellationToken cancellationToken)
    {
        using var turns = new PeriodicTimer(Interval);
        while (!await AskAsync(server, name, ipv6 ? HostIPv6 : Host, cancellationToken))
            await turns.WaitForNextTickAsync(cancellationToken);
    }

    private static async Task<bool> AskAsync(IPAddress server, string name, ushort type, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var question = Question(name, type);
        var answer = new byte[512];
        try
        {
            await socket.ConnectAsync(new IPEndPoint(server, 53), patience.Token);
            await socket.SendAsync(question, patience.Token);
            var length = await socket.ReceiveAsync(answer, patience.Token);
            return HasAnswer(question, answer.AsSpan(0, length));
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Nobody listens yet, or whoever was asked instead is slow.
            return false;
        }
    }

    private static byte[] Question(string name, ushort type)
    {
        var labels = name.Split('.', StringSplitOptions.RemoveEmptyEntries);
        var question = new byte[HeaderLength + labels.Sum(label => label.Length + 1) + 1 + 4];
        RandomNumberGenerator.Fill(question.AsSpan(0, 2));
        BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(2), 0x0100);
        BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(4), 1);
        var at = HeaderLength;
        foreach (var label in labels)
        {
            question[at++] = (byte)label.Length;
            at += Encoding.ASCII.GetBytes(label, question.AsSpan(at));
        }

        BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(at + 1), type);
        BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(at + 3), 1);
        return question;
    }

    /// <summary>The same id, no error, and at least one record.</summary>
    private static bool HasAnswer(ReadOnlySpan<byte> question, ReadOnlySpan<byte> answer) =>
        answer.Length > HeaderLength && answer[..2].SequenceEqual(question[..2]) && (answer[3] & 15) == 0 && BinaryPrimitives.ReadUInt16BigEndian(answer[6..]) > 0;
}
