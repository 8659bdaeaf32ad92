using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EngineApi.Wire.Containers;
using EngineApi.Wire.Json;
using EngineApi.Wire.Networks;
using EngineApi.Wire.System;

namespace EngineApi.Wire;

/// <summary>
/// Docker's JSON: source-generated, read as Go reads it (names in any case, unknown members ignored, null anywhere) and written as Go
/// writes it (maps sorted, control characters escaped in Go's spelling).
/// </summary>
public static class WireJson
{
    /// <summary>For almost every answer: nothing but what JSON requires is escaped.</summary>
    public static WireJsonContext Default { get; } = new(CreateOptions(GoEncoder.Plain));

    /// <summary>
    /// For progress streams, events and image inspect: <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> are written as <c>\u003c</c> and so on.
    /// </summary>
    public static WireJsonContext HtmlEscaped { get; } = new(CreateOptions(GoEncoder.Html));

    /// <summary>Writes one JSON value and the newline that ends a Docker answer, straight into <paramref name="output"/>.</summary>
    public static void WriteLine<T>(IBufferWriter<byte> output, T value, JsonTypeInfo<T> type)
    {
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = type.Options.Encoder, SkipValidation = true }))
            JsonSerializer.Serialize(writer, value, type);
        output.Write("\n"u8);
    }

    private static JsonSerializerOptions CreateOptions(JavaScriptEncoder encoder) => new()
    {
        Encoder = encoder,
        PropertyNameCaseInsensitive = true,
        MaxDepth = RequestBody.MaxDepth,
        Converters =
        {
            new GoStringConverter(),
            new GoBoolConverter(),
            new GoIntegerConverter<int>(),
            new GoIntegerConverter<long>(),
            new GoIntegerConverter<ushort>(),
            new GoIntegerConverter<uint>(),
            new GoIntegerConverter<ulong>(),
            new GoIntegerConverter<byte>(),
            new GoMapConverter<string>(),
            new GoMapConverter<ulong>(),
            new GoMapConverter<EmptyObject>(),
            new GoMapConverter<List<PortBinding>?>(),
            new GoMapConverter<EndpointSettings?>(),
            new GoMapConverter<NetworkContainer>(),
            new GoMapConverter<NetworkStats>(),
            new GoMapConverter<Runtime>(),
            new GoMapConverter<IndexInfo>(),
        },
    };
}
