using EngineApi.Wire.Images;

namespace EngineApi.Engine.Registry;

/// <summary>Opens repositories, at the first of a domain's endpoints that has what is wanted.</summary>
public sealed class Registries(RegistryEndpoints endpoints, RegistryTransport transport, RegistryTokens tokens, RetryPolicy retry, TimeProvider time)
{
    /// <param name="actions"><c>pull</c> or <c>pull,push</c>.</param>
    /// <param name="first">The first thing wanted of the repository, which proves that it is the right place.</param>
    /// <returns>The repository, to be disposed, and what was wanted.</returns>
    /// <exception cref="RegistryException">Of the last endpoint that was tried.</exception>
    public async Task<(RegistryRepository Repository, T Found)> OpenAsync<T>(
        ImageReference reference, string actions, RegistryCredentials credentials, Func<RegistryRepository, Task<T>> first,
        CancellationToken cancellationToken)
    {
        var candidates = await endpoints.OfAsync(reference.Domain, withMirrors: actions == "pull", cancellationToken);
        for (var i = 0; ; i++)
        {
            var isLast = i == candidates.Count - 1;
            var repository = new RegistryRepository(
                Client(candidates[i], candidates[i].IsMirror ? RegistryCredentials.Anonymous : credentials, $"repository:{reference.Path}:{actions}"), reference);
            try
            {
                await repository.Client.PingAsync(cancellationToken);
                return (repository, await first(repository));
            }
            catch (RegistryException e) when (!isLast && (candidates[i].IsMirror || e.Failure == RegistryFailure.Unreachable))
            {
                // The next place may do better, and the last one's failure is told.
                repository.Dispose();
            }
            catch
            {
                repository.Dispose();
                throw;
            }
        }
    }

    /// <summary>A client that asks for an identity token besides access.</summary>
    public RegistryClient ForLogin(RegistryEndpoint endpoint, RegistryCredentials credentials) =>
        new(transport, endpoint, new(tokens, endpoint, credentials, []) { WantsIdentity = true }, retry, time);

    public RegistryClient Client(RegistryEndpoint endpoint, RegistryCredentials credentials, params string[] scopes) =>
        new(transport, endpoint, new(tokens, endpoint, credentials, scopes), retry, time);
}
