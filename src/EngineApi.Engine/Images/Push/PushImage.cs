using EngineApi.Containerd;
using EngineApi.Engine.Images.Pull;
using EngineApi.Engine.Registry;
using EngineApi.Wire.Images;
using Descriptor = EngineApi.Containerd.Descriptor;

namespace EngineApi.Engine.Images.Push;

/// <summary><c>POST /images/{name}/push</c>: one tag of a repository, or all that are here.</summary>
public sealed class PushImage(
    ContainerdClient containerd, Registries registries, ImageTable images, ImageContents contents, PushedImages pushed, ImageEvents events, TimeProvider time)
{
    /// <param name="name">The repository; a tag in it is not looked at.</param>
    /// <param name="tag">Empty for every tag.</param>
    /// <param name="platform">Push only the manifest for it; null for the image as it is.</param>
    /// <param name="report">Gets the lines of the answer. Only a malformed name or tag is thrown before the first.</param>
    /// <exception cref="EngineException">The tag is not here, or the registry does not take it.</exception>
    public async Task ExecuteAsync(
        string name, string tag, WantedPlatform? platform, RegistryCredentials credentials, Func<ProgressMessage, ValueTask> report,
        CancellationToken cancellationToken)
    {
        var repository = References.Parse(name).NameOnly();
        var wanted = tag.Length == 0 ? null : References.ParseTag(repository.Canonical, tag);
        await report(new() { Status = $"The push refers to repository [{repository.Name}]" });
        var found = Find(await images.ListAsync(cancellationToken), repository, wanted);
        try
        {
            var (opened, _) = await registries.OpenAsync(
                repository, "pull,push", credentials, static _ => Task.FromResult(true), cancellationToken);
            using (opened)
            {
                foreach (var (reference, target) in found)
                    await PushAsync(opened, reference, target, platform, report, cancellationToken);
            }
        }
        catch (RegistryException e)
        {
            throw e.ToEngine();
        }
    }

    private async Task PushAsync(
        RegistryRepository repository, ImageReference reference, Descriptor target, WantedPlatform? platform,
        Func<ProgressMessage, ValueTask> report, CancellationToken cancellationToken)
    {
        var image = platform is null
            ? await contents.ReadAsync(target, cancellationToken)
            : await contents.FindAsync(target, platform, cancellationToken) ?? throw platform.NotProvidedBy(reference.Familiar);
        var plan = await PushPlan.MakeAsync(containerd, image, isOnePart: platform is not null, cancellationToken);
        await using (var lines = new ProgressLines(report, time))
        {
            await pushed.TakeAsync(repository, plan, reference.Tag!, lines, cancellationToken);
            await lines.FinishAsync();
        }
        var (digest, size) = (plan.Root.Digest, plan.Root.Json.Length);
        await report(new() { Status = $"{reference.Tag}: digest: {digest} size: {size}" });
        await report(ProgressMessage.Pushed(new() { Tag = reference.Tag!, Digest = digest, Size = size }));
        events.Publish("push", image, reference.Familiar, reference.FamiliarName);
    }

    private static List<(ImageReference Reference, Descriptor Target)> Find(IReadOnlyList<Image> all, ImageReference repository, ImageReference? wanted)
    {
        var tags = all.SelectMany(image => image.Names.Where(name => name.IsTag && name.Reference!.Name == repository.Name)
            .Select(name => (Reference: name.Reference!, name.Record.Target))).OrderBy(tag => tag.Reference.Tag, StringComparer.Ordinal).ToList();
        if (tags.Count == 0)
            throw EngineException.NotFound($"An image does not exist locally with the tag: {repository.FamiliarName}");
        if (wanted is null)
            return tags;
        var one = tags.FindAll(tag => tag.Reference.Canonical == wanted.Canonical);
        return one.Count > 0 ? one : throw EngineException.NotFound($"tag does not exist: {wanted.Familiar}");
    }
}
