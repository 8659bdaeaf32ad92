namespace Grpc.Core;

/// <summary>What a caller asks for beyond the request itself.</summary>
/// <param name="headers">Sent with the request.</param>
/// <param name="deadline">The moment, best in UTC, from which the call fails with <see cref="StatusCode.DeadlineExceeded"/>; null: never.</param>
/// <param name="cancellationToken">Ends the call with <see cref="StatusCode.Cancelled"/>.</param>
/// <param name="writeOptions">For every message of the call that does not bring its own.</param>
#pragma warning disable CA1068 // The order of the parameters is Grpc.Core's, and generated stubs rely on it.
public struct CallOptions(
    Metadata? headers = null,
    DateTime? deadline = null,
    CancellationToken cancellationToken = default,
    WriteOptions? writeOptions = null)
#pragma warning restore CA1068
{
    public Metadata? Headers { get; private set; } = headers;

    public DateTime? Deadline { get; private set; } = deadline;

    public CancellationToken CancellationToken { get; private set; } = cancellationToken;

    public WriteOptions? WriteOptions { get; private set; } = writeOptions;

    public readonly CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    public readonly CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    public readonly CallOptions WithCancellationToken(CancellationToken cancellationToken) =>
        this with { CancellationToken = cancellationToken };

    public readonly CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };
}
