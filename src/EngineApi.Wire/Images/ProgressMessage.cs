using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EngineApi.Wire.Images;

/// <summary>One line of a pull, push, load, import or build answer. Each line ends in CRLF: see <see cref="WriteTo"/>.</summary>
public sealed class ProgressMessage
{
    /// <summary>Build output, or a line for people.</summary>
    [JsonPropertyName("stream")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Stream { get; set => field = value is "" ? null : value; }

    [JsonPropertyName("status")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; set => field = value is "" ? null : value; }

    [JsonPropertyName("progressDetail")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProgressDetail? ProgressDetail { get; set; }

    /// <summary>The bar for people, as <c>[==>   ]  19.97kB/1.985MB</c>.</summary>
    [JsonPropertyName("progress")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Progress { get; set => field = value is "" ? null : value; }

    /// <summary>The layer or tag the line is about.</summary>
    [JsonPropertyName("id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; set => field = value is "" ? null : value; }

    [JsonPropertyName("errorDetail")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorDetail? ErrorDetail { get; set; }

    [JsonPropertyName("error")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; set => field = value is "" ? null : value; }

    /// <summary>For programs: a build's <c>{"ID"}</c> or a push's <see cref="PushAux"/>.</summary>
    [JsonPropertyName("aux")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Aux { get; set; }

    /// <summary>The last line of a stream that failed after its 200. <paramref name="code"/> is a failed build step's exit code.</summary>
    public static ProgressMessage Failure(string message, int code = 0) =>
        new() { ErrorDetail = new ErrorDetail { Code = code, Message = message }, Error = message };

    /// <summary>The line that tells programs the digest of what was pushed.</summary>
    public static ProgressMessage Pushed(PushAux aux) =>
        new() { ProgressDetail = new ProgressDetail(), Aux = JsonSerializer.SerializeToElement(aux, WireJson.HtmlEscaped.PushAux) };

    /// <summary>The line that tells programs the id of what was built.</summary>
    public static ProgressMessage Built(string imageId) =>
        new() { Aux = JsonSerializer.SerializeToElement(new BuildAux { ID = imageId }, WireJson.HtmlEscaped.BuildAux) };

    /// <summary>Appends the message as one line of JSON and CRLF.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = WireJson.HtmlEscaped.Options.Encoder }))
            JsonSerializer.Serialize(writer, this, WireJson.HtmlEscaped.ProgressMessage);
        output.Write("\r\n"u8);
    }
}
