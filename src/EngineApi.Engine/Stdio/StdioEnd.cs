namespace EngineApi.Engine.Stdio;

/// <summary>Why a client's stream is over.</summary>
public enum StdioEnd
{
    /// <summary>The process ended or closed its output, and everything was delivered.</summary>
    EndOfStream,

    /// <summary>The client detached: its keys, its end of input, or its connection.</summary>
    Detached,

    /// <summary>The client did not read in time.</summary>
    Dropped,
}
