namespace EngineApi.Wire.System;

/// <summary>The answer of <c>POST /auth</c>.</summary>
public sealed class AuthResponse
{
    public string IdentityToken { get; set; } = "";

    public string Status { get; set; } = "";
}
