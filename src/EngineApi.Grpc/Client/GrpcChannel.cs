using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client.Calls;

namespace Grpc.Net.Client;

/// <summary>
/// A peer reached over HTTP/2. Safe for any number of concurrent calls; connections are the handler's: it dials when a
/// call needs one, so a peer that went away and came back is reached by the next call.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    // One entry per generated method, so it is as bounded as the stubs are.
    private readonly ConcurrentDictionary<IMethod, Uri> _methodAddresses = new();
    // Not disposed: without a timer or a wait handle it holds nothing, and a call may be registering with it.
    private readonly CancellationTokenSource _closing = new();
    private readonly HttpMessageInvoker _transport;
    private readonly Uri _address;
    private int _closed;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        _address = address;
        _transport = new HttpMessageInvoker(
            options.HttpHandler ?? new SocketsHttpHandler { EnableMultipleHttp2Connections = true },
            disposeHandler: options.HttpHandler is null || options.DisposeHttpClient);
        MaxSendMessageSize = options.MaxSendMessageSize;
        MaxReceiveMessageSize = options.MaxReceiveMessageSize;
    }

    internal int? MaxSendMessageSize { get; }

    internal int? MaxReceiveMessageSize { get; }

    /// <summary>Fires when the channel is disposed of.</summary>
    internal CancellationToken Closing => _closing.Token;

    /// <param name="address"><c>http://</c> for HTTP/2 without TLS (prior knowledge), or <c>https://</c>.</param>
    /// <param name="options">Null: the defaults.</param>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions? options = null) => ForAddress(new Uri(address), options);

    /// <inheritdoc cref="ForAddress(string, GrpcChannelOptions?)"/>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new GrpcChannel(address, options ?? new GrpcChannelOptions());
    }

    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_closed != 0, this);
        return new HttpCallInvoker(this);
    }

    /// <summary>Cancels the calls in flight and closes the connections. May be called more than once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;
        _closing.Cancel();
        _transport.Dispose();
    }

    /// <exception cref="ObjectDisposedException">The channel is closed.</exception>
    internal HttpCall NewCall(IMethod method, in CallOptions options)
    {
        ObjectDisposedException.ThrowIf(_closed != 0, this);
        return new HttpCall(this, method, options);
    }

    internal Uri AddressOf(IMethod method) =>
        _methodAddresses.GetOrAdd(method, static (method, address) => new Uri(address, method.FullName), _address);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _transport.SendAsync(request, cancellationToken);

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }
}
