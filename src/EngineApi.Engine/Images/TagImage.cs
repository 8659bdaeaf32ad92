namespace EngineApi.Engine.Images;

/// <summary><c>POST /images/{name}/tag</c>: one more name for an image; another image may lose it.</summary>
public sealed class TagImage(ResolveImage resolve, ImageNames names, ImageEvents events)
{
    /// <exception cref="EngineException">NotFound; InvalidParameter for a reference that is none.</exception>
    public async Task ExecuteAsync(string nameOrId, string repository, string tag, CancellationToken cancellationToken)
    {
        var reference = References.ParseTag(repository, tag);
        if (reference.Familiar.StartsWith(Digests.Prefix, StringComparison.Ordinal))
            throw EngineException.InvalidParameter("refusing to create an ambiguous tag using digest algorithm as name");
        var (image, source) = await resolve.FindAsync(nameOrId, cancellationToken);
        await names.TagAsync(reference, image.Content with { Target = image.TargetOf(source) }, cancellationToken);
        events.Publish("tag", image.Content, reference.Familiar);
    }
}
