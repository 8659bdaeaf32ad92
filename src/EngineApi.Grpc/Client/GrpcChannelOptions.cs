namespace Grpc.Net.Client;

/// <summary>How a channel reaches its peer and what it accepts from it.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>What the published client takes when nobody says otherwise: 4 MiB.</summary>
    internal const int DefaultMaxReceiveMessageSize = 4 * 1024 * 1024;

    /// <summary>The HTTP/2 transport; null: a <see cref="SocketsHttpHandler"/> of the channel's own.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether disposing of the channel disposes of <see cref="HttpHandler"/>. A handler of the channel's own always is.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Bytes in the largest message that may be sent; null: no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Bytes in the largest message that may arrive; null: no limit. The default is 4 MiB.</summary>
    public int? MaxReceiveMessageSize { get; set; } = DefaultMaxReceiveMessageSize;
}
