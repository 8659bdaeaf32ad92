namespace EngineApi.Wire.Streams;

/// <summary>The streams of a process by their number in a stdcopy frame.</summary>
public enum StdStream : byte
{
    Stdin = 0,
    Stdout = 1,
    Stderr = 2,

    /// <summary>Only in frames: an error of the engine itself.</summary>
    SystemError = 3,
}
