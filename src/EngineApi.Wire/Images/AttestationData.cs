namespace EngineApi.Wire.Images;

/// <summary>What an attestation is about.</summary>
public sealed class AttestationData
{
    /// <summary>Digest of the image manifest.</summary>
    public string For { get; set; } = "";
}
