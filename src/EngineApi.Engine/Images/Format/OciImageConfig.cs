using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngineApi.Engine.Images.Format;

/// <summary>An image configuration blob: OCI image-spec, "image configuration", with the members Docker adds to it.</summary>
public sealed record OciImageConfig
{
    [JsonPropertyName("architecture")] public string? Architecture { get; init; }
    [JsonPropertyName("variant")] public string? Variant { get; init; }
    [JsonPropertyName("os")] public string? Os { get; init; }
    [JsonPropertyName("os.version")] public string? OsVersion { get; init; }
    [JsonPropertyName("author")] public string? Author { get; init; }
    [JsonPropertyName("comment")] public string? Comment { get; init; }

    /// <summary>RFC 3339; builders that want the same digest every time leave it out.</summary>
    [JsonPropertyName("created")] public string? Created { get; init; }

    [JsonPropertyName("docker_version")] public string? DockerVersion { get; init; }
    [JsonPropertyName("parent")] public string? Parent { get; init; }
    [JsonPropertyName("container")] public string? Container { get; init; }

    /// <summary>What the last build step ran with. In Docker's shape, as <see cref="Config"/>.</summary>
    [JsonPropertyName("container_config")] public JsonElement? ContainerConfig { get; init; }

    /// <summary>What a container starts with. Kept as it came: containers get a copy each.</summary>
    [JsonPropertyName("config")] public JsonElement? Config { get; init; }

    [JsonPropertyName("rootfs")] public OciRootfs? Rootfs { get; init; }
    [JsonPropertyName("history")] public IReadOnlyList<OciHistory>? History { get; init; }
}

/// <summary>The layers as they are when unpacked: digests of the plain tars, bottom first.</summary>
public sealed record OciRootfs(
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("diff_ids")] IReadOnlyList<string>? DiffIds);

/// <summary>How one layer, or one change of the configuration, came to be; oldest first.</summary>
public sealed record OciHistory
{
    [JsonPropertyName("created")] public string? Created { get; init; }
    [JsonPropertyName("created_by")] public string? CreatedBy { get; init; }
    [JsonPropertyName("author")] public string? Author { get; init; }
    [JsonPropertyName("comment")] public string? Comment { get; init; }
    [JsonPropertyName("empty_layer")] public bool EmptyLayer { get; init; }
}
