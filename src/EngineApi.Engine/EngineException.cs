namespace EngineApi.Engine;

/// <summary>What went wrong, in the terms of the API. The server maps each kind to one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The request cannot be carried out as written (400).</summary>
    InvalidParameter,
    Unauthorized,
    Forbidden,
    NotFound,
    Conflict,
    /// <summary>The wished state is there already (304; no body).</summary>
    NotModified,
    NotImplemented,
    Unavailable,
    /// <summary>A failure on our side (500).</summary>
    System,
}

/// <summary>The one error that verbs raise; its message goes to the client as it is.</summary>
public sealed class EngineException(ErrorKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public ErrorKind Kind { get; } = kind;

    public static EngineException InvalidParameter(string message, Exception? inner = null) => new(ErrorKind.InvalidParameter, message, inner);

    public static EngineException NotFound(string message) => new(ErrorKind.NotFound, message);

    public static EngineException Conflict(string message) => new(ErrorKind.Conflict, message);

    public static EngineException NotModified() => new(ErrorKind.NotModified, "not modified");

    /// <param name="feature">The sentence that names what is missing.</param>
    public static EngineException NotImplemented(string feature) => new(ErrorKind.NotImplemented, feature);
}
