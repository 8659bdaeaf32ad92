using Microsoft.AspNetCore.Connections;

namespace EngineApi.Server.Hijack;

/// <summary>
/// The client has finished sending in the midst of a request's body. It may still wait for the answer. Whoever reads the body gets a
/// cancellation with this inside: for a connection's end, and for nothing else, the server leaves its reader in order.
/// </summary>
internal sealed class CutBodyException() : ConnectionAbortedException("unexpected EOF");
