namespace EngineApi.Grpc.Dialing;

/// <summary>How a peer behind a unix socket is dialled and watched. Immutable.</summary>
public sealed record UnixSocketChannelOptions
{
    /// <summary>Bytes in the largest message that may arrive; the default is what containerd sends at most, 16 MiB.</summary>
    public int MaxReceiveMessageSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes in the largest message that may be sent; the default is what containerd accepts, 16 MiB.</summary>
    public int MaxSendMessageSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long the peer may take to accept a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a peer that is not there (no socket, or nobody listens) is waited for, as it may be starting again; a call's own deadline
    /// still holds. Zero: such a call fails at once.
    /// </summary>
    public TimeSpan PatienceWithAbsent { get; init; }

    /// <summary>
    /// How long a connection may be silent before the peer is asked for a sign of life; looked at four times in that span.
    /// With <see cref="ProbeTimeout"/>, a peer that has stopped is noticed within 14 seconds by default.
    /// </summary>
    public TimeSpan SilenceBeforeProbe { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long the peer may take for that sign; then its connections are cut, and their calls are Unavailable.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The clock of the watch.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
