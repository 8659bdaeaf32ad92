using EngineApi.Engine.Images;
using EngineApi.Wire;

namespace EngineApi.Engine.Containers.Create;

/// <summary>Which platform a create request wants its image to be for.</summary>
internal static class PlatformRules
{
    /// <exception cref="EngineException">InvalidParameter.</exception>
    public static Platform? Parse(string? text) => string.IsNullOrEmpty(text) ? null : Input.Read(() => Platform.Parse(text));

    /// <exception cref="EngineException">NotFound: clients then pull the image for that platform.</exception>
    public static void Check(string name, ResolvedImage image, Platform? wanted)
    {
        if (wanted is not { } platform)
            return;
        var variant = image.Variant ?? "";
        if (image.Os != platform.Os || image.Architecture != platform.Architecture || (variant.Length > 0 && platform.Variant.Length > 0 && variant != platform.Variant))
            throw EngineException.NotFound($"image with reference {name} was found but does not provide the specified platform ({platform})");
    }
}
