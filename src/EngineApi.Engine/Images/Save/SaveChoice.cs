using EngineApi.Wire.Images;
using Descriptor = EngineApi.Containerd.Descriptor;

namespace EngineApi.Engine.Images.Save;

/// <summary>One image a save was asked for, under one of its names or under none.</summary>
/// <param name="Target">What the name points at; names of one image may point at different manifests with the same configuration.</param>
/// <param name="Reference">The tag that goes into the archive; null for an image that was asked for by id or digest.</param>
internal sealed record SaveChoice(Image Image, Descriptor Target, ImageReference? Reference)
{
    /// <summary>The images the names of a request mean, in its order, each tag once.</summary>
    /// <exception cref="EngineException">NotFound or InvalidParameter, as for every name.</exception>
    public static IReadOnlyList<SaveChoice> Of(IReadOnlyList<Image> all, IEnumerable<string> names) =>
        [.. names.SelectMany(name => Of(all, name)).DistinctBy(static choice => (choice.Image.Id, choice.Reference?.Canonical))];

    /// <summary>A tag, an id, or a repository, which stands for all that is here of it.</summary>
    private static SaveChoice[] Of(IReadOnlyList<Image> all, string name)
    {
        if (ImageReference.TryParse(name, out var repository) && repository is { Tag: null, Digest: null })
        {
            var named = all.SelectMany(image => image.Names.Where(one => one.Reference?.Name == repository.Name).Select(one => Of(image, one))).ToArray();
            if (named.Length > 0)
                return named;
        }

        var (found, reference) = ResolveImage.Find(all, name);
        return [found.NameOf(reference) is not { } record ? new(found, found.Content.Target, null) : Of(found, record)];
    }

    private static SaveChoice Of(Image image, ImageName name) => new(image, name.Record.Target, name.IsTag ? name.Reference : null);
}
