using System.Text.Json.Serialization;

namespace EngineApi.Wire.Images;

/// <summary>One entry of <c>GET /images/json</c>.</summary>
public sealed class ImageSummary
{
    /// <summary>-1 when not counted.</summary>
    public long Containers { get; set; }

    /// <summary>Unix seconds.</summary>
    public long Created { get; set; }

    public string Id { get; set; } = "";

    public Dictionary<string, string>? Labels { get; set; }

    public string ParentId { get; set; } = "";

    /// <summary>API 1.48.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Descriptor? Descriptor { get; set; }

    /// <summary>API 1.47, on request.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<ImageManifestSummary>? Manifests { get; set => field = value is { Count: 0 } ? null : value; }

    public List<string>? RepoDigests { get; set; }

    public List<string>? RepoTags { get; set; }

    /// <summary>Bytes; -1 when not computed.</summary>
    public long SharedSize { get; set; }

    /// <summary>Bytes.</summary>
    public long Size { get; set; }

    /// <summary>Below API 1.44.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long VirtualSize { get; set; }

    /// <summary>Takes out what <paramref name="version"/> does not know and fills in what it still expects. Fill every member first.</summary>
    public void ShapeFor(ApiVersion version)
    {
        VirtualSize = version < new ApiVersion(1, 44) ? Size : 0;
        if (version < new ApiVersion(1, 51)) Containers = -1;
        if (version < new ApiVersion(1, 48)) Descriptor = null;
        if (version < new ApiVersion(1, 43))
        {
            // Untagged images used to carry a placeholder; a list that is empty otherwise reads as null.
            bool dangling = RepoTags is not { Count: > 0 } && RepoDigests is not { Count: > 0 };
            RepoTags = dangling ? ["<none>:<none>"] : NullWhenEmpty(RepoTags);
            RepoDigests = dangling ? ["<none>@<none>"] : NullWhenEmpty(RepoDigests);
            return;
        }
        RepoTags ??= [];
        RepoDigests ??= [];
    }

    private static List<string>? NullWhenEmpty(List<string>? list) => list is { Count: 0 } ? null : list;
}
