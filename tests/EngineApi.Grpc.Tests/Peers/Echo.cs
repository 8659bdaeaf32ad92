using System.Text;

namespace EngineApi.Grpc.Tests.Peers;

/// <summary>A client of a service of text messages, one method of each kind, as generated stubs would have it.</summary>
public sealed class Echo(CallInvoker invoker)
{
    private static readonly Marshaller<string> Text = Marshallers.Create(
        static (string text, SerializationContext context) =>
        {
            context.SetPayloadLength(Encoding.UTF8.GetByteCount(text));
            Encoding.UTF8.GetBytes(text, context.GetBufferWriter());
            context.Complete();
        },
        static context => Encoding.UTF8.GetString(context.PayloadAsReadOnlySequence()));

    private static readonly Method<string, string> UnaryMethod = New(MethodType.Unary);
    private static readonly Method<string, string> ServerMethod = New(MethodType.ServerStreaming);
    private static readonly Method<string, string> ClientMethod = New(MethodType.ClientStreaming);
    private static readonly Method<string, string> DuplexMethod = New(MethodType.DuplexStreaming);

    public AsyncUnaryCall<string> Unary(string request, CallOptions options = default) =>
        invoker.AsyncUnaryCall(UnaryMethod, null, options, request);

    public AsyncServerStreamingCall<string> ServerStreaming(string request, CallOptions options = default) =>
        invoker.AsyncServerStreamingCall(ServerMethod, null, options, request);

    public AsyncClientStreamingCall<string, string> ClientStreaming(CallOptions options = default) =>
        invoker.AsyncClientStreamingCall(ClientMethod, null, options);

    public AsyncDuplexStreamingCall<string, string> DuplexStreaming(CallOptions options = default) =>
        invoker.AsyncDuplexStreamingCall(DuplexMethod, null, options);

    private static Method<string, string> New(MethodType type) => new(type, "test.Echo", type.ToString(), Text, Text);
}
