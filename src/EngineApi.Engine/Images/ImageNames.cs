using EngineApi.Containerd;
using EngineApi.Containerd.Images;
using EngineApi.Wire.Images;
using Descriptor = EngineApi.Containerd.Descriptor;

namespace EngineApi.Engine.Images;

/// <summary>
/// Changes to names, one at a time: giving a name to one image may take it from another, which then must get a dangling
/// record before it is left without any.
/// </summary>
public sealed class ImageNames(ContainerdClient containerd, ImageTable images) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Points a reference at an image.</summary>
    /// <returns>The image that had the reference before, if another one had.</returns>
    public Task<Image?> TagAsync(ImageReference reference, ImageContent image, CancellationToken cancellationToken) =>
        InTurnAsync(async () =>
        {
            var name = reference.Canonical;
            var all = await images.ListAsync(cancellationToken);
            var former = all.FirstOrDefault(other => other.Names.Any(n => n.Record.Name == name));
            if (former is not null && former.Id != image.Id && former.Names.Count == 1)
                await KeepAsync(former.Content.Target, cancellationToken);
            await containerd.Images.CreateOrUpdateAsync(new ImageRecord(name, image.Target), cancellationToken);
            foreach (var dangling in all.FirstOrDefault(i => i.Id == image.Id)?.Names.Where(n => n.IsDangling) ?? [])
                await DeleteAsync(dangling, sync: false, cancellationToken);
            return former?.Id == image.Id ? null : former;
        }, cancellationToken);

    /// <summary>Keeps an image without a name, unless it has one.</summary>
    public Task KeepAsync(ImageContent image, CancellationToken cancellationToken) =>
        InTurnAsync(async () =>
        {
            if ((await images.ListAsync(cancellationToken)).All(other => other.Id != image.Id))
                await KeepAsync(image.Target, cancellationToken);
            return true;
        }, cancellationToken);

    /// <summary>Runs a change that reads names and then deletes some, without others in between.</summary>
    internal async Task<T> InTurnAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await change();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Within <see cref="InTurnAsync"/>: forgets names. With the last one the image goes, before this returns.</summary>
    internal async Task DeleteAsync(ImageName name, bool sync, CancellationToken cancellationToken)
    {
        try
        {
            await containerd.Images.DeleteAsync(name.Record.Name, sync, cancellationToken);
        }
        catch (ContainerdException e) when (e.Kind == ContainerdErrorKind.NotFound)
        {
            // Somebody else was faster: it is gone, as asked.
            return;
        }
    }

    /// <summary>Within <see cref="InTurnAsync"/>: gives an image the record that keeps it without a name.</summary>
    internal Task KeepAsync(Descriptor target, CancellationToken cancellationToken) =>
        containerd.Images.CreateOrUpdateAsync(new ImageRecord(ImageName.Dangling(target.Digest), target), cancellationToken);

    public void Dispose() => _turn.Dispose();
}
