using Wire = EngineApi.Containerd.Protocol.Images;

namespace EngineApi.Containerd.Images;

/// <summary>The image names of one namespace (the Images service).</summary>
public sealed class ImageStore
{
    private readonly Connection _connection;
    private readonly Wire.Images.ImagesClient _calls;

    internal ImageStore(Connection connection)
    {
        _connection = connection;
        _calls = new(connection.Invoker);
    }

    /// <exception cref="ContainerdException">NotFound.</exception>
    public async Task<ImageRecord> GetAsync(string name, CancellationToken cancellationToken)
        => ImageRecord.From((await _connection.CallAsync(o => _calls.GetAsync(new() { Name = name }, o), Deadlines.Read, cancellationToken)).Image);

    /// <summary>The images that match any of <paramref name="filters"/>, all when there is none.</summary>
    /// <param name="filters">containerd's filter syntax, e.g. <c>name~=^alpine</c> or <c>target.digest==sha256:…</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<IReadOnlyList<ImageRecord>> ListAsync(IEnumerable<string>? filters = null, CancellationToken cancellationToken = default)
    {
        var request = new Wire.ListImagesRequest();
        request.Filters.AddRange(filters ?? []);
        var answer = await _connection.CallAsync(o => _calls.ListAsync(request, o), Deadlines.Read, cancellationToken);
        return [.. answer.Images.Select(ImageRecord.From)];
    }

    /// <exception cref="ContainerdException">AlreadyExists when the name is taken; NotFound never: the target is not checked.</exception>
    public async Task<ImageRecord> CreateAsync(ImageRecord image, CancellationToken cancellationToken)
    {
        var request = new Wire.CreateImageRequest { Image = image.ToWire() };
        return ImageRecord.From((await _connection.CallAsync(o => _calls.CreateAsync(request, o), Deadlines.Write, cancellationToken)).Image);
    }

    /// <param name="image">The name, and new values for the fields.</param>
    /// <param name="fields"><c>target</c>, <c>labels</c>, <c>labels.KEY</c>, <c>annotations</c>; none replaces target and labels.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="ContainerdException">NotFound.</exception>
    public async Task<ImageRecord> UpdateAsync(ImageRecord image, IEnumerable<string> fields, CancellationToken cancellationToken)
    {
        var request = new Wire.UpdateImageRequest { Image = image.ToWire(), UpdateMask = new() };
        request.UpdateMask.Paths.AddRange(fields);
        return ImageRecord.From((await _connection.CallAsync(o => _calls.UpdateAsync(request, o), Deadlines.Write, cancellationToken)).Image);
    }

    /// <summary>Stores the name, or points it at the new target (and labels) when it exists.</summary>
    public async Task<ImageRecord> CreateOrUpdateAsync(ImageRecord image, CancellationToken cancellationToken)
    {
        try
        {
            return await CreateAsync(image, cancellationToken);
        }
        catch (ContainerdException error) when (error.Kind == ContainerdErrorKind.AlreadyExists)
        {
            return await UpdateAsync(image, [], cancellationToken);
        }
    }

    /// <summary>Forgets the name; what nothing else refers to is then garbage.</summary>
    /// <param name="name">The exact name.</param>
    /// <param name="sync">Answer only after the garbage is collected.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    /// <exception cref="ContainerdException">NotFound.</exception>
    public Task DeleteAsync(string name, bool sync = false, CancellationToken cancellationToken = default)
        => _connection.CallAsync(
            o => _calls.DeleteAsync(new() { Name = name, Sync = sync }, o), sync ? Deadlines.Tree : Deadlines.Write, cancellationToken);
}
