namespace EngineApi.Server.Hijack;

/// <summary>The client has finished sending in the midst of a request's body. It may still wait for the answer.</summary>
internal sealed class CutBodyException() : BadHttpRequestException("unexpected EOF");
