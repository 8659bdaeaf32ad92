using EngineApi.Containerd.Content;
using EngineApi.Wire.Images;

namespace EngineApi.Engine.Images.Pull;

/// <summary>
/// Where blobs came from or went to, in the label that containerd's other clients use too: by registry, its repositories. A push
/// to another repository of the same registry can then ask it to take the blob from there.
/// </summary>
internal static class DistributionSources
{
    private const string Prefix = "containerd.io/distribution.source.";
    private const int MostRepositories = 16;

    /// <summary>The label a blob gets that came from a repository.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> LabelsAsync(
        ContentStore content, string digest, ImageReference repository, CancellationToken cancellationToken)
    {
        var known = Of(await content.FindAsync(digest, cancellationToken), repository.Domain);
        return new Dictionary<string, string>
        {
            [Prefix + repository.Domain] = string.Join(',', known.Prepend(repository.Path).Distinct().Take(MostRepositories)),
        };
    }

    /// <summary>The repositories of a registry that are known to have a blob.</summary>
    public static IReadOnlyList<string> Of(ContentInfo? blob, string domain) =>
        blob is not null && blob.Labels.TryGetValue(Prefix + domain, out var paths) ? paths.Split(',', StringSplitOptions.RemoveEmptyEntries) : [];
}
