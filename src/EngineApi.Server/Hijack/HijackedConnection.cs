using System.IO.Pipelines;

namespace EngineApi.Server.Hijack;

/// <summary>
/// A connection that has left HTTP. <see cref="Input"/> begins with what the client sent after its request and completes
/// at the client's half-close, which is not the end of <see cref="Output"/>. Neither needs to be completed by its user:
/// the connection closes, after all output is sent, when the endpoint returns.
/// </summary>
/// <param name="Aborted">Fires when the client is wholly gone, or the daemon stops.</param>
public sealed record HijackedConnection(PipeReader Input, PipeWriter Output, CancellationToken Aborted);
