using System.Text.Json.Serialization;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Json;

namespace EngineApi.Wire.Images;

/// <summary><c>Config</c> of an image. In alphabetical order, as dockerd answers; the members that are null are below API 1.50 only: see <see cref="ImageInspect.ShapeFor"/>.</summary>
public sealed class ImageConfig
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ArgsEscaped { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AttachStderr { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AttachStdin { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AttachStdout { get; set; }

    [JsonConverter(typeof(StrSliceConverter))]
    public List<string>? Cmd { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Domainname { get; set; }

    [JsonConverter(typeof(StrSliceConverter))]
    public List<string>? Entrypoint { get; set; }

    public List<string>? Env { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, EmptyObject>? ExposedPorts { get; set => field = value is { Count: 0 } ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthConfig? Healthcheck { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Hostname { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Image { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public List<string>? OnBuild { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? OpenStdin { get; set; }

    [JsonConverter(typeof(StrSliceConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<string>? Shell { get; set => field = value is { Count: 0 } ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? StdinOnce { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSignal { get; set => field = value is "" ? null : value; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Tty { get; set; }

    public string User { get; set; } = "";

    public Dictionary<string, EmptyObject>? Volumes { get; set; }

    public string WorkingDir { get; set; } = "";

    /// <summary>Below API 1.50 the members of a container's configuration are there with their zero values; later they are gone.</summary>
    public void ShapeFor(ApiVersion version)
    {
        bool legacy = version < new ApiVersion(1, 50);
        AttachStderr = AttachStdin = AttachStdout = OpenStdin = StdinOnce = Tty = legacy ? false : null;
        Domainname = Hostname = Image = legacy ? "" : null;
    }
}
