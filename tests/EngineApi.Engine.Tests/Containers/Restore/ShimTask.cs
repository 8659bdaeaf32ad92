using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using EngineApi.Testing;
using Google.Protobuf;
using Xunit;

namespace EngineApi.Engine.Tests.Containers.Restore;

/// <summary>Talks to a shim behind containerd's back: one call in ttrpc, gRPC's small sibling that shims speak.</summary>
internal static class ShimTask
{
    private const int HeaderBytes = 10;
    private const byte RequestMessage = 1;

    /// <summary>Makes the shim forget its task, as containerd would on its way to ending the shim.</summary>
    public static async Task DeleteAsync(PrivateContainerd containerd, string id)
    {
        var bundle = Path.Combine(containerd.ExecRoot, "containerd", "state", "io.containerd.runtime.v2.task", containerd.Namespace, id);
        var told = new[] { "bootstrap.json", "address" }.Select(name => Path.Combine(bundle, name)).First(File.Exists);
        var (address, version) = Address(await File.ReadAllTextAsync(told, TestContext.Current.CancellationToken));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), TestContext.Current.CancellationToken);
        await using var stream = new NetworkStream(socket);

        // DeleteRequest { id = 1 } in Request { service = 1, method = 2, payload = 3 }
        var delete = Message((1, ByteString.CopyFromUtf8(id)));
        var request = Message((1, ByteString.CopyFromUtf8($"containerd.task.v{version}.Task")), (2, ByteString.CopyFromUtf8("Delete")), (3, delete));
        await stream.WriteAsync(Header(request.Length, streamId: 1), TestContext.Current.CancellationToken);
        await stream.WriteAsync(request.Memory, TestContext.Current.CancellationToken);

        var header = new byte[HeaderBytes];
        await stream.ReadExactlyAsync(header, TestContext.Current.CancellationToken);
        var answer = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
        await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        // Response { status = 1, payload = 2 }: no status is success.
        Assert.Equal(2, WireFormat.GetTagFieldNumber(new CodedInputStream(answer).ReadTag()));
    }

    /// <summary>The socket's path and the version of its interface, from what a shim says when it is started: until containerd 2.0 a plain address, now JSON.</summary>
    public static (string Path, int Version) Address(string said)
    {
        if (!said.StartsWith('{'))
            return (said["unix://".Length..], 2);
        var parameters = JsonNode.Parse(said)!;
        return (((string)parameters["address"]!).Replace("unix://", "", StringComparison.Ordinal), (int)parameters["version"]!);
    }

    private static ByteString Message(params (int Number, ByteString Value)[] fields)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            foreach (var (number, value) in fields)
            {
                output.WriteTag(number, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(value);
            }
        }

        return ByteString.CopyFrom(bytes.ToArray());
    }

    private static byte[] Header(int length, int streamId)
    {
        var header = new byte[HeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header, length);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), streamId);
        header[8] = RequestMessage;
        return header;
    }
}
