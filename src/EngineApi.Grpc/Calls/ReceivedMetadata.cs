using System.Net.Http.Headers;
using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>HTTP headers or trailers as metadata, without the two that are the status.</summary>
internal static class ReceivedMetadata
{
    public const string StatusKey = "grpc-status";
    public const string MessageKey = "grpc-message";

    /// <exception cref="RpcException">Internal: a binary entry is not base64.</exception>
    public static Metadata From(HttpResponseHeaders headers)
    {
        Metadata? metadata = null;
        foreach (var (key, values) in headers.NonValidated)
        {
            if (key.Equals(StatusKey, StringComparison.OrdinalIgnoreCase) || key.Equals(MessageKey, StringComparison.OrdinalIgnoreCase))
                continue;
            // HTTP allows more characters in a name than gRPC does; such a header is the transport's, not the call's.
            if (!Metadata.Entry.IsValidKey(key))
                continue;
            foreach (var value in values)
                Add(metadata ??= [], key, value);
        }
        return metadata ?? Metadata.Empty;
    }

    private static void Add(Metadata metadata, string key, string value)
    {
        if (!key.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            metadata.Add(key, value);
            return;
        }
        // A proxy may have joined several entries with commas, which base64 does not have.
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
            metadata.Add(key, Decode(key, part));
    }

    private static byte[] Decode(string key, string base64)
    {
        // Padding is optional in gRPC.
        var padded = base64.PadRight((base64.Length + 3) / 4 * 4, '=');
        try
        {
            return Convert.FromBase64String(padded);
        }
        catch (FormatException e)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"The peer sent the metadata {key} with a value that is not base64.", e));
        }
    }
}
