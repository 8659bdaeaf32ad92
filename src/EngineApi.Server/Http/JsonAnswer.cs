using System.Buffers;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using EngineApi.Wire;
using Microsoft.AspNetCore.Http.Metadata;

namespace EngineApi.Server.Http;

/// <summary>A JSON body as dockerd sends it: <c>application/json</c>, a newline at the end, its length told.</summary>
internal sealed class JsonAnswer<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK)
    : IResult, IStatusCodeHttpResult, IValueHttpResult<T>, IEndpointMetadataProvider
{
    public int? StatusCode => status;

    public T? Value => value;

    /// <summary>Tells the API document what a handler returns.</summary>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), [ErrorReply.Json]));

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var body = new ArrayBufferWriter<byte>(1024);
        WireJson.WriteLine(body, value, type);
        return JsonAnswer.WriteAsync(httpContext, body.WrittenMemory, status);
    }
}

internal static class JsonAnswer
{
    public static JsonAnswer<T> Ok<T>(T value, JsonTypeInfo<T> type) => new(value, type);

    public static JsonAnswer<T> Created<T>(T value, JsonTypeInfo<T> type) => new(value, type, StatusCodes.Status201Created);

    /// <param name="body">With the newline that ends it.</param>
    public static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> body, int status = StatusCodes.Status200OK)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = ErrorReply.Json;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
