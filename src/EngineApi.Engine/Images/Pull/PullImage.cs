using EngineApi.Containerd;
using EngineApi.Engine.Registry;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images.Pull;

/// <summary><c>POST /images/create?fromImage=…</c>: one tag, one digest, or every tag of a repository.</summary>
public sealed class PullImage(
    ContainerdClient containerd, Registries registries, PulledImages pulled, ImageContents contents, ImageEvents events, TimeProvider time)
{
    /// <param name="fromImage">A reference.</param>
    /// <param name="tag">A tag or a digest, which goes before the reference's own tag. Neither here nor there: every tag.</param>
    /// <param name="platform"><c>os[/arch[/variant]]</c>; empty means this machine.</param>
    /// <param name="report">Gets the lines of the answer. What is thrown before the first belongs into the status.</param>
    /// <exception cref="EngineException">NotFound, in Docker's words, when the registry has no such image or shows it to others only; others as the registry fails.</exception>
    public async Task ExecuteAsync(
        string fromImage, string tag, string platform, RegistryCredentials credentials, Func<ProgressMessage, ValueTask> report,
        CancellationToken cancellationToken)
    {
        var target = PullTarget.Parse(fromImage, tag);
        var wanted = WantedPlatform.Parse(platform);
        try
        {
            if (target.IsAllTags)
                await PullAllAsync(target.Reference, wanted, credentials, report, cancellationToken);
            else
                await PullOneAsync(target.Reference, wanted, credentials, report, cancellationToken);
        }
        catch (RegistryException e)
        {
            throw e.ToEngine(target.Reference.FamiliarName, target.Reference.Familiar);
        }
    }

    private async Task PullOneAsync(
        ImageReference reference, WantedPlatform platform, RegistryCredentials credentials, Func<ProgressMessage, ValueTask> report,
        CancellationToken cancellationToken)
    {
        var (repository, root) = await registries.OpenAsync(
            reference, "pull", credentials, opened => opened.GetManifestAsync(reference.Digest ?? reference.Tag!, cancellationToken), cancellationToken);
        using (repository)
        {
            var isNew = await PullAsync(repository, root, reference, platform, report, cancellationToken);
            await report(Status(isNew, reference.Familiar));
        }
    }

    private async Task PullAllAsync(
        ImageReference reference, WantedPlatform platform, RegistryCredentials credentials, Func<ProgressMessage, ValueTask> report,
        CancellationToken cancellationToken)
    {
        var (repository, tags) = await registries.OpenAsync(
            reference, "pull", credentials, opened => opened.ListTagsAsync(cancellationToken), cancellationToken);
        using (repository)
        {
            var isNew = false;
            foreach (var tag in tags)
            {
                var root = await repository.GetManifestAsync(tag, cancellationToken);
                isNew |= await PullAsync(repository, root, reference.WithTag(tag), platform, report, cancellationToken);
            }
            await report(Status(isNew, reference.Familiar));
        }
    }

    /// <returns>False when the image was here already, under this name.</returns>
    private async Task<bool> PullAsync(
        RegistryRepository repository, RegistryManifest root, ImageReference reference, WantedPlatform platform,
        Func<ProgressMessage, ValueTask> report, CancellationToken cancellationToken)
    {
        await report(new() { Status = $"Pulling from {reference.Path}", Id = reference.Digest ?? reference.Tag });
        var image = await FindAsync(root, reference, platform, cancellationToken);
        var isNew = image is null;
        if (image is null)
        {
            await using var lines = new ProgressLines(report, time);
            var path = await ManifestPath.FindAsync(repository, root, platform, cancellationToken);
            image = await pulled.BringAsync(repository, path, reference, lines, cancellationToken);
            await lines.FinishAsync();
        }
        await report(new() { Status = $"Digest: {root.Digest}" });
        events.Publish("pull", image, reference.Familiar, reference.FamiliarName);
        return isNew;
    }

    /// <summary>The image, if it is here as the registry has it, for this platform, with everything that belongs to it.</summary>
    private async Task<ImageContent?> FindAsync(
        RegistryManifest root, ImageReference reference, WantedPlatform platform, CancellationToken cancellationToken)
    {
        var records = await containerd.Images.ListAsync([$"name=={reference.Canonical}"], cancellationToken);
        if (records is not [var record] || record.Target.Digest != root.Digest)
            return null;
        try
        {
            return await contents.FindBestAsync(record.Target, platform, cancellationToken);
        }
        catch (EngineException e) when (e.Kind is ErrorKind.NotFound or ErrorKind.InvalidParameter)
        {
            // The name leads to something incomplete: the pull makes it whole.
            return null;
        }
    }

    private static ProgressMessage Status(bool isNew, string name) =>
        new() { Status = isNew ? $"Status: Downloaded newer image for {name}" : $"Status: Image is up to date for {name}" };
}
