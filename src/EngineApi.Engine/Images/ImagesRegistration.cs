using EngineApi.Engine.Images.Save;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EngineApi.Engine.Images;

/// <summary>The verbs on images and what they share, one line each. A containerd client has to be registered elsewhere.</summary>
public static class ImagesRegistration
{
    public static IServiceCollection AddImages(this IServiceCollection parts)
    {
        // Whoever knows containers registers the real list; without it no image is in use.
        parts.TryAddSingleton<ListImageUsers>(() => []);
        parts.AddSingleton<ImageUsers>();
        parts.AddSingleton<ImageContents>();
        parts.AddSingleton<ImageTable>();
        parts.AddSingleton<ImageNames>();
        parts.AddSingleton<ImageSizes>();
        parts.AddSingleton<ImageManifests>();
        parts.AddSingleton<ImageEvents>();
        parts.AddSingleton<ResolveImage>();
        parts.AddSingleton<UnpackImage>();
        parts.AddSingleton<DropStaleLeases>();
        parts.AddSingleton<ListImages>();
        parts.AddSingleton<InspectImage>();
        parts.AddSingleton<ImageHistory>();
        parts.AddSingleton<TagImage>();
        parts.AddSingleton<RemoveImage>();
        parts.AddSingleton<RemoveImagePlatforms>();
        parts.AddSingleton<PruneImages>();
        parts.AddSingleton<LoadImages>();
        parts.AddSingleton<SaveImages>();
        parts.AddSingleton<ImportImage>();
        parts.AddSingleton<ImportFromUrl>();
        return parts;
    }
}
