using EngineApi.Containerd;
using EngineApi.Containerd.Images;

namespace EngineApi.Engine.Images;

/// <summary>
/// The images of this namespace. containerd is asked every time, so what <c>ctr</c> or another client did is seen; only
/// parsed content stays in memory.
/// </summary>
public sealed class ImageTable(ContainerdClient containerd, ImageContents contents)
{
    /// <summary>Every image, ordered by id. Names whose content is missing or is no image are left out.</summary>
    public async Task<IReadOnlyList<Image>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, (ImageContent Content, List<ImageName> Names)>(StringComparer.Ordinal);
        foreach (var record in await containerd.Images.ListAsync(cancellationToken: cancellationToken))
        {
            if (await TryReadAsync(record, cancellationToken) is not { } content)
                continue;
            if (!names.TryGetValue(content.Id, out var image))
                names[content.Id] = image = (content, []);
            image.Names.Add(new ImageName(record));
        }
        return
        [
            .. names.Values
                .Select(image => new Image(image.Content, [.. image.Names.OrderBy(name => name.Record.Name, StringComparer.Ordinal)]))
                .OrderBy(image => image.Id, StringComparer.Ordinal),
        ];
    }

    private async Task<ImageContent?> TryReadAsync(ImageRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return await contents.ReadAsync(record.Target, cancellationToken);
        }
        catch (EngineException e) when (e.Kind is ErrorKind.NotFound or ErrorKind.InvalidParameter)
        {
            // A pull under way, an artifact, or damaged content: no image that could be listed.
            return null;
        }
    }
}
