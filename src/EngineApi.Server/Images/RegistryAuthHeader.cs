using EngineApi.Engine.Registry;

namespace EngineApi.Server.Images;

/// <summary>The header in which clients send the credentials for a registry.</summary>
internal static class RegistryAuthHeader
{
    public const string Name = "X-Registry-Auth";

    public static RegistryCredentials RegistryAuth(this HttpRequest request) => RegistryCredentials.FromHeader(request.Headers[Name].FirstOrDefault());
}
