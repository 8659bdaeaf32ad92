using System.Net.Http.Headers;
using System.Text;

namespace EngineApi.Engine.Registry;

/// <summary>Asks a token server for access to a registry (distribution, "token authentication" and "oauth2 token authentication").</summary>
public sealed class RegistryTokens(RegistryTransport transport)
{
    private const string ClientId = "docker";
    private const int AnswerBytes = 1 << 20;

    /// <param name="challenge">The registry's <c>Bearer</c> challenge: realm and service.</param>
    /// <param name="scopes">What access is for, e.g. <c>repository:library/busybox:pull</c>; none for a login.</param>
    /// <param name="wantsIdentity">Ask for an identity token, to be kept in the place of the password.</param>
    /// <exception cref="RegistryException">The realm is no place for a password, or the token server refuses.</exception>
    public async Task<RegistryToken> FetchAsync(
        RegistryEndpoint registry, AuthChallenge challenge, IReadOnlyCollection<string> scopes, RegistryCredentials credentials,
        bool wantsIdentity, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(challenge["realm"], UriKind.Absolute, out var realm) || realm.Scheme is not ("http" or "https"))
            throw new RegistryException(RegistryFailure.Refused, $"{registry.Base.Authority} names no usable token server: \"{challenge["realm"]}\"");
        if (realm.Scheme == "http" && registry.Base.Scheme == "https" && registry.Verifies)
            throw new RegistryException(RegistryFailure.Refused, $"{registry.Base.Authority} names the token server {realm}, which is not safe");
        var server = registry.IsSameOrigin(realm) ? registry : new RegistryEndpoint(new(realm.GetLeftPart(UriPartial.Authority) + "/"), registry.Verifies);
        var answer = credentials.IdentityToken.Length > 0
            ? await transport.SendAsync(() => Exchange(realm, challenge, scopes, credentials), server, null, cancellationToken)
            : await transport.SendAsync(() => Ask(realm, challenge, scopes, credentials, wantsIdentity), server, Basic(credentials), cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw await RegistryAnswers.ToErrorAsync(answer, cancellationToken);
        using (answer)
        {
            var token = await RegistryAnswers.ReadJsonAsync(answer, RegistryJson.Default.RegistryToken, AnswerBytes, "token", cancellationToken);
            return string.IsNullOrEmpty(token.Value)
                ? throw new RegistryException(RegistryFailure.Refused, "authorization server did not include a token in the response")
                : token;
        }
    }

    public static AuthenticationHeaderValue? Basic(RegistryCredentials credentials) => credentials.HasPassword
        ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.Username}:{credentials.Password}")))
        : null;

    private static HttpRequestMessage Ask(
        Uri realm, AuthChallenge challenge, IReadOnlyCollection<string> scopes, RegistryCredentials credentials, bool wantsIdentity)
    {
        var query = new List<string>();
        if (challenge["service"].Length > 0)
            query.Add("service=" + Uri.EscapeDataString(challenge["service"]));
        query.AddRange(scopes.Select(scope => "scope=" + Uri.EscapeDataString(scope)));
        if (credentials.HasPassword)
            query.Add("account=" + Uri.EscapeDataString(credentials.Username));
        if (wantsIdentity)
            query.AddRange(["offline_token=true", "client_id=" + ClientId]);
        var address = new UriBuilder(realm) { Query = string.Join('&', query.Prepend(realm.Query.TrimStart('?')).Where(part => part.Length > 0)) };
        return new(HttpMethod.Get, address.Uri);
    }

    private static HttpRequestMessage Exchange(Uri realm, AuthChallenge challenge, IReadOnlyCollection<string> scopes, RegistryCredentials credentials) =>
        new(HttpMethod.Post, realm)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = credentials.IdentityToken,
                ["service"] = challenge["service"],
                ["client_id"] = ClientId,
                ["scope"] = string.Join(' ', scopes),
            }),
        };
}
