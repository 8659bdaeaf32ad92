namespace EngineApi.Server.Hijack;

/// <summary>
/// Lets an endpoint take the raw byte stream of its connection after it has read its HTTP request to the end.
/// Most endpoints want <see cref="HijackReply.StartAsync"/>, which also writes the head of the answer.
/// </summary>
public interface IHijackFeature
{
    /// <summary>Whether the connection left HTTP; from then on no HTTP response can be written.</summary>
    bool Taken { get; }

    /// <summary>Takes the connection out of HTTP. It closes when the endpoint returns.</summary>
    /// <exception cref="InvalidOperationException">Taken before.</exception>
    HijackedConnection TakeOver();

    /// <summary>Sends what was written so far and closes, so that the client sees the answer break off; an abort would lose that too.</summary>
    Task CutAsync();
}

/// <summary>Marks a route whose endpoint takes the connection over: a half-close is the end of its stdin, not of the request.</summary>
public sealed class HijackingEndpoint;
