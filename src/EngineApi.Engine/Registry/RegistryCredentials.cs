using System.Text;
using System.Text.Json;
using EngineApi.Wire;
using EngineApi.Wire.System;

namespace EngineApi.Engine.Registry;

/// <summary>Who asks a registry: a name and a password, a token for more tokens, or a token for the registry itself.</summary>
public sealed record RegistryCredentials(string Username, string Password)
{
    /// <summary>Nobody in particular.</summary>
    public static RegistryCredentials Anonymous { get; } = new("", "");

    /// <summary>What a login left in the place of a password; a token server changes it into access.</summary>
    public string IdentityToken { get; init; } = "";

    /// <summary>Sent to the registry as it is.</summary>
    public string RegistryToken { get; init; } = "";

    public bool HasPassword => Username.Length > 0 && Password.Length > 0;

    /// <summary>Reads the header <c>X-Registry-Auth</c>: an AuthConfig in base64url or base64.</summary>
    /// <returns><see cref="Anonymous"/> for anything else, as Docker takes it: old clients send all kinds of things.</returns>
    public static RegistryCredentials FromHeader(string? header)
    {
        if (string.IsNullOrEmpty(header) || Decode(header) is not { } json)
            return Anonymous;
        try
        {
            return JsonSerializer.Deserialize(json, WireJson.Default.AuthConfig) is { } config ? From(config) : Anonymous;
        }
        catch (JsonException)
        {
            return Anonymous;
        }
    }

    public static RegistryCredentials From(AuthConfig config)
    {
        var (username, password) = (config.Username ?? "", config.Password ?? "");
        if (username.Length == 0 && config.Auth is { } auth && Decode(auth) is { } pair && Encoding.UTF8.GetString(pair).Split(':', 2) is [var name, var secret])
            (username, password) = (name, secret.TrimEnd('\0'));
        return new(username, password) { IdentityToken = config.IdentityToken ?? "", RegistryToken = config.RegistryToken ?? "" };
    }

    /// <summary>Secrets do not get into logs by accident.</summary>
    public override string ToString() => Username.Length > 0 ? Username : "anonymous";

    private static byte[]? Decode(string text)
    {
        var standard = text.Trim().TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var padded = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var count) ? bytes[..count] : null;
    }
}
