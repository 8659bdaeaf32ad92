using System.Text.Json.Serialization;
using EngineApi.Wire.Json;

namespace EngineApi.Wire.Containers;

/// <summary>What runs in a container and how it presents itself: the portable half of a create request, and <c>Config</c> in an inspect answer.</summary>
public class ContainerConfig
{
    public string Hostname { get; set; } = "";

    public string Domainname { get; set; } = "";

    /// <summary>User or uid, optionally followed by <c>:group</c> or <c>:gid</c>.</summary>
    public string User { get; set; } = "";

    public bool AttachStdin { get; set; }

    public bool AttachStdout { get; set; }

    public bool AttachStderr { get; set; }

    /// <summary>Keys are <c>port/proto</c>; left out when there are none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, EmptyObject>? ExposedPorts { get; set => field = value is { Count: 0 } ? null : value; }

    public bool Tty { get; set; }

    public bool OpenStdin { get; set; }

    /// <summary>Close stdin once the first attached client has gone.</summary>
    public bool StdinOnce { get; set; }

    /// <summary><c>NAME=value</c>; a bare <c>NAME</c> removes the variable.</summary>
    public List<string>? Env { get; set; }

    [JsonConverter(typeof(StrSliceConverter))]
    public List<string>? Cmd { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public HealthConfig? Healthcheck { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ArgsEscaped { get; set; }

    public string Image { get; set; } = "";

    /// <summary>Keys are paths inside the container.</summary>
    public Dictionary<string, EmptyObject>? Volumes { get; set; }

    public string WorkingDir { get; set; } = "";

    /// <summary>Null keeps the image's; an empty list, or one empty string, resets it.</summary>
    [JsonConverter(typeof(StrSliceConverter))]
    public List<string>? Entrypoint { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NetworkDisabled { get; set; }

    /// <summary>Before API 1.44: the address of the first endpoint.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MacAddress { get; set => field = value is "" ? null : value; }

    public List<string>? OnBuild { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    /// <summary>Name or number; empty means the image's, then SIGTERM.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSignal { get; set => field = value is "" ? null : value; }

    /// <summary>Seconds before a stop turns into a kill; null means the daemon's default of 10.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StopTimeout { get; set; }

    [JsonConverter(typeof(StrSliceConverter))]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<string>? Shell { get; set => field = value is { Count: 0 } ? null : value; }
}
