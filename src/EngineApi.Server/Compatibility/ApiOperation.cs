namespace EngineApi.Server.Compatibility;

/// <summary>One operation of the Engine API.</summary>
/// <param name="Id">The operation's id in the API document.</param>
/// <param name="Path">The path template, without a version.</param>
/// <param name="Summary">Reads well in "… is not supported by engineapi yet".</param>
internal sealed record ApiOperation(string Id, string Method, string Path, string Summary, OperationState State);

internal enum OperationState
{
    /// <summary>An endpoint of its own answers.</summary>
    Served,
    /// <summary>Answers 501 until its endpoint exists.</summary>
    NotYet,
    /// <summary>Answers 501: outside what this engine is for.</summary>
    NotOffered,
    /// <summary>Answers 503, as an engine outside a swarm does.</summary>
    NeedsSwarm,
}
