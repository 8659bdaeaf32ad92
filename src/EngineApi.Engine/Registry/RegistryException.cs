namespace EngineApi.Engine.Registry;

/// <summary>What a registry, or the way to it, made of a request.</summary>
public enum RegistryFailure
{
    /// <summary>No connection, no TLS, no answer in time, or a connection that broke.</summary>
    Unreachable,
    /// <summary>It wants to know who asks, and does not accept what it was told.</summary>
    Unauthorized,
    /// <summary>It knows who asks, and refuses; or hides what there is from strangers.</summary>
    Denied,
    /// <summary>There is no such manifest, blob or repository.</summary>
    NotFound,
    TooManyRequests,
    /// <summary>Its own failure (5xx).</summary>
    Broken,
    /// <summary>It refuses for another reason, or answers what no registry should.</summary>
    Refused,
}

/// <summary>A failure at a registry. The message is in Docker's words, as <c>manifest unknown: manifest unknown</c>.</summary>
/// <param name="code">The error code of the distribution specification, e.g. <c>MANIFEST_UNKNOWN</c>; empty without one.</param>
public sealed class RegistryException(RegistryFailure failure, string message, string code = "", Exception? inner = null) : Exception(message, inner)
{
    public RegistryFailure Failure { get; } = failure;

    public string Code { get; } = code;

    /// <summary>Asking again may help.</summary>
    public bool IsTransient => Failure is RegistryFailure.Unreachable or RegistryFailure.Broken or RegistryFailure.TooManyRequests;

    /// <summary>
    /// What a client is told when nothing more is known of what it wanted. Not 401 for a registry that wants other credentials: the
    /// Docker CLI would ask for a name and a password, also where nobody is there to type them.
    /// </summary>
    public EngineException ToEngine() => new(
        Failure switch
        {
            RegistryFailure.NotFound => ErrorKind.NotFound,
            _ => ErrorKind.System,
        },
        Message,
        this);

    /// <summary>As <see cref="ToEngine()"/>, in the words that clients of a pull look for.</summary>
    /// <param name="repository">Familiar, without tag.</param>
    /// <param name="reference">Familiar, with tag or digest.</param>
    public EngineException ToEngine(string repository, string reference) => Code switch
    {
        "DENIED" => new(ErrorKind.NotFound, $"pull access denied for {repository}, repository does not exist or may require 'docker login': {Message}", this),
        "MANIFEST_UNKNOWN" => new(ErrorKind.NotFound, $"manifest for {reference} not found: {Message}", this),
        "NAME_UNKNOWN" => new(ErrorKind.NotFound, $"repository {repository} not found: {Message}", this),
        _ => ToEngine(),
    };
}
