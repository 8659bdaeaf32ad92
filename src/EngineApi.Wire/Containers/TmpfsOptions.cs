using System.Text.Json.Serialization;

namespace EngineApi.Wire.Containers;

/// <summary>Options of a tmpfs <see cref="Mount"/>.</summary>
public sealed class TmpfsOptions
{
    /// <summary>Bytes; 0 is unlimited.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long SizeBytes { get; set; }

    /// <summary>Permission bits, such as 01777 in octal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public uint Mode { get; set; }

    /// <summary>Each is a flag, or a key and its value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public List<List<string>>? Options { get; set => field = value is { Count: 0 } ? null : value; }
}
