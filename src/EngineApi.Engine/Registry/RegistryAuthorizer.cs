using System.Net.Http.Headers;

namespace EngineApi.Engine.Registry;

/// <summary>Gives the requests to one endpoint their authorization, and a new one when the registry asks for it.</summary>
/// <param name="scopes">What is going to be asked for.</param>
public sealed class RegistryAuthorizer(
    RegistryTokens tokens, RegistryEndpoint endpoint, RegistryCredentials credentials, IEnumerable<string> scopes) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SortedSet<string> _scopes = new(scopes, StringComparer.Ordinal);
    private volatile AuthenticationHeaderValue? _current = credentials.RegistryToken.Length > 0 ? new("Bearer", credentials.RegistryToken) : null;

    public AuthenticationHeaderValue? Current => _current;

    /// <summary>The identity token that came with the last token, for a login; empty if there was none.</summary>
    public string IdentityToken { get; private set; } = "";

    /// <summary>Whether to ask for one.</summary>
    public bool WantsIdentity { get; init; }

    /// <summary>Takes up the challenges of a 401.</summary>
    /// <param name="refused">What the request was sent with.</param>
    /// <exception cref="RegistryException">There is nothing to answer with, or the token server refuses.</exception>
    public async Task AnswerAsync(HttpResponseMessage unauthorized, AuthenticationHeaderValue? refused, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Of several requests that were refused together the first one has done the work.
            if (_current == refused)
                _current = await NextAsync(unauthorized, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<AuthenticationHeaderValue> NextAsync(HttpResponseMessage unauthorized, CancellationToken cancellationToken)
    {
        // As it came: .NET leaves out what it cannot parse.
        var challenges = unauthorized.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var headers) ? headers.SelectMany(AuthChallenge.Parse).ToArray() : [];
        var request = unauthorized.RequestMessage!;
        if (challenges.FirstOrDefault(challenge => challenge.IsBearer) is { } bearer)
        {
            if (bearer["scope"] is { Length: > 0 } scope)
                _scopes.Add(scope);
            var token = await tokens.FetchAsync(endpoint, bearer, _scopes, credentials, WantsIdentity, cancellationToken);
            IdentityToken = token.RefreshToken ?? "";
            return new("Bearer", token.Value);
        }
        if (challenges.Any(challenge => challenge.IsBasic))
        {
            return RegistryTokens.Basic(credentials) ?? throw new RegistryException(
                RegistryFailure.Unauthorized, NetworkErrors.About(request.Method, request.RequestUri!, "no basic auth credentials"));
        }
        throw new RegistryException(
            RegistryFailure.Unauthorized, NetworkErrors.About(request.Method, request.RequestUri!, "unauthorized: authentication required"));
    }

    public void Dispose() => _turn.Dispose();
}
