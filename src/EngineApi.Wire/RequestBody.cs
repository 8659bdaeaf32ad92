using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EngineApi.Wire.Json;

namespace EngineApi.Wire;

/// <summary>Reads the JSON body of a request and says in Docker's words what is wrong with it.</summary>
public static class RequestBody
{
    /// <summary>Deepest nesting of a request body.</summary>
    public const int MaxDepth = 64;

    /// <summary>Largest body read as JSON, in bytes: far above any container's configuration.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>What is read on of a body that is too large, in bytes.</summary>
    private const int MaxDrainedBytes = 16 * 1024 * 1024;

    /// <summary>
    /// Reads <paramref name="body"/> to its end, then parses it. Of one that is too large some more is read, so that the connection stays
    /// usable and a client that sends first hears why; one without an end is left.
    /// </summary>
    /// <exception cref="FormatException">As <see cref="Parse{T}"/>, and when the body is larger than <see cref="MaxBytes"/>.</exception>
    public static async Task<T> ReadAsync<T>(Stream body, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class, new()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            long length = 0;
            for (int read; (read = await body.ReadAsync(buffer.AsMemory(length > MaxBytes ? 0 : (int)length), cancellation)) > 0;)
            {
                length += read;
                if (length > MaxBytes + MaxDrainedBytes) break;
                if (length < buffer.Length || length > MaxBytes) continue;
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan().CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
            if (length > MaxBytes) throw new FormatException("http: request body too large");
            return Parse(buffer.AsSpan(0, (int)length), type);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Parses one JSON value. A body of <c>null</c> is an object with nothing set, as in Go.</summary>
    /// <exception cref="FormatException">
    /// <c>invalid JSON: got EOF while reading request body</c>, <c>invalid JSON: unexpected EOF</c>, <c>unexpected content after JSON</c>,
    /// or <c>invalid JSON: json: cannot unmarshal string into Go struct field …</c> naming the field and the type it takes.
    /// </exception>
    public static T Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class, new()
    {
        if (body.StartsWith("\uFEFF"u8)) throw new FormatException("invalid JSON: invalid character 'ï' looking for beginning of value");
        int end = JsonSyntax.FirstValueEnd(body);
        if (body[end..].ContainsAnyExcept(" \t\r\n"u8)) throw new FormatException("unexpected content after JSON");
        try
        {
            return JsonSerializer.Deserialize(body[..end], type) ?? new T();
        }
        catch (JsonException mismatch)
        {
            throw new FormatException("invalid JSON: " + JsonMismatch.Describe(body[..end], mismatch, type), mismatch);
        }
    }
}
