using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using EngineApi.Linux.Network;

namespace EngineApi.Testing;

/// <summary>Asks for a name's IPv4 addresses at 127.0.0.11 in a network namespace, as a container does (RFC 1035).</summary>
public static class NameQuestion
{
    private const int HeaderLength = 12;
    private static readonly IPEndPoint Server = new(IPAddress.Parse("127.0.0.11"), 53);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>The addresses; null if there is no such name, or nobody who knows.</returns>
    public static async Task<IReadOnlyList<string>?> AskAsync(string netnsPath, string name)
    {
        using var socket = await OpenAsync(netnsPath);
        return await AskAsync(socket, name);
    }

    /// <summary>For several questions, which come from one port.</summary>
    public static async Task<Socket> OpenAsync(string netnsPath)
    {
        var socket = await NetworkNamespace.RunAsync(netnsPath, _ => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        await socket.ConnectAsync(Server);
        return socket;
    }

    /// <inheritdoc cref="AskAsync(string, string)"/>
    public static async Task<IReadOnlyList<string>?> AskAsync(Socket socket, string name)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var question = Question(name);
        await socket.SendAsync(question, deadline.Token);
        var answer = new byte[4096];
        var length = await socket.ReceiveAsync(answer, deadline.Token);
        return Addresses(question, answer.AsSpan(0, length));
    }

    private static byte[] Question(string name)
    {
        var labels = name.Split('.');
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

        BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(at + 1), 1);
        BinaryPrimitives.WriteUInt16BigEndian(question.AsSpan(at + 3), 1);
        return question;
    }

    /// <summary>Records whose names are pointers to the question's, as the server writes them.</summary>
    private static List<string>? Addresses(ReadOnlySpan<byte> question, ReadOnlySpan<byte> answer)
    {
        if (!answer[..2].SequenceEqual(question[..2]) || (answer[3] & 15) != 0)
            return null;
        var found = new List<string>();
        var rest = answer[question.Length..];
        for (var count = BinaryPrimitives.ReadUInt16BigEndian(answer[6..]); count > 0; count--)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest[10..]);
            found.Add(new IPAddress(rest.Slice(12, length)).ToString());
            rest = rest[(12 + length)..];
        }

        return found;
    }
}
