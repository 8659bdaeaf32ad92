using EngineApi.Wire.Images;
using EngineApi.Wire.System;

namespace EngineApi.Engine.Registry;

/// <summary><c>POST /auth</c>: whether a registry accepts credentials. Nothing is kept; that is the client's part.</summary>
public sealed class AuthenticateRegistry(Registries registries, RegistryEndpoints endpoints)
{
    /// <returns>With an identity token to keep in the place of the password, where the registry gives one.</returns>
    /// <exception cref="EngineException">Unauthorized; System when it cannot be reached.</exception>
    public async Task<AuthResponse> ExecuteAsync(AuthConfig config, CancellationToken cancellationToken)
    {
        var candidates = await endpoints.OfAsync(Domain(config.ServerAddress ?? ""), withMirrors: false, cancellationToken);
        for (var i = 0; ; i++)
        {
            try
            {
                using var client = registries.ForLogin(candidates[i], RegistryCredentials.From(config));
                await client.PingAsync(cancellationToken);
                return new() { Status = "Login Succeeded", IdentityToken = client.Authorizer.IdentityToken };
            }
            catch (RegistryException e) when (e.Failure == RegistryFailure.Unreachable && i < candidates.Count - 1)
            {
                // The next address may be the right one.
                continue;
            }
            catch (RegistryException e) when (e.Failure is RegistryFailure.Unauthorized or RegistryFailure.Denied)
            {
                var message = e.Message.Contains('"') ? e.Message : NetworkErrors.About(HttpMethod.Get, candidates[i].Root, e.Message);
                throw new EngineException(ErrorKind.Unauthorized, message, e);
            }
            catch (RegistryException e)
            {
                throw e.ToEngine();
            }
        }
    }

    /// <summary>Clients send what they keep: a host, or the old address of Docker Hub as a URL.</summary>
    private static string Domain(string serverAddress)
    {
        var address = serverAddress.Trim();
        foreach (var scheme in new[] { "https://", "http://" })
        {
            if (address.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                address = address[scheme.Length..];
        }
        address = address.Split('/')[0];
        if (address is "" or "index.docker.io" or "registry-1.docker.io")
            return ImageReference.DefaultDomain;
        return ImageReference.TryParse(address + "/any", out var reference) && reference!.Domain == address
            ? address
            : Uri.CheckHostName(address) == UriHostNameType.Dns ? address
            : throw EngineException.InvalidParameter($"invalid registry address \"{serverAddress}\"");
    }
}
