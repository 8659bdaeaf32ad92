using Grpc.Core;

namespace Grpc.Net.Client.Calls;

/// <summary>The receiving half of a call that gets exactly one message.</summary>
internal static class SingleResponse
{
    /// <exception cref="RpcException">The call did not end with OK, or not with one message.</exception>
    public static async Task<TResponse> ReadAsync<TResponse>(HttpCall call, Marshaller<TResponse> marshaller)
        where TResponse : class
    {
        var frames = new FrameReader(call.MaxReceiveMessageSize);
        TResponse? message = null;
        try
        {
            if (await call.ResponseAsync().ConfigureAwait(false) is { } response && call.Outcome is null)
                message = await ReadAsync(call, response, frames, marshaller).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            call.Fail(e);
        }
        finally
        {
            frames.Release();
        }
        return call.FinalOutcome.IsSuccess ? message! : throw call.FinalOutcome.ToException();
    }

    /// <summary>Reads to the end of the response, which ends the call.</summary>
    private static async ValueTask<TResponse?> ReadAsync<TResponse>(
        HttpCall call, HttpResponseMessage response, FrameReader frames, Marshaller<TResponse> marshaller)
        where TResponse : class
    {
        TResponse? message = null;
        var body = await response.Content.ReadAsStreamAsync(call.Stopped).ConfigureAwait(false);
        var read = await frames.ReadAsync(body, call.Stopped).ConfigureAwait(false);
        if (read == FrameRead.Message)
        {
            message = marshaller.ContextualDeserializer(new ReceivedMessage(frames));
            read = await frames.ReadAsync(body, call.Stopped).ConfigureAwait(false);
        }
        switch (read)
        {
            // More may follow without end, so there are no trailers to wait for.
            case FrameRead.Message:
                call.End(new CallOutcome(StatusCode.Internal, "The peer sent more than one message where one was expected."));
                break;
            case FrameRead.Torn:
                call.EndFromTrailers(response, "The peer ended the response inside a message.");
                break;
            default:
                call.EndFromTrailers(response, message is null ? "The peer sent no message where one was expected." : null);
                break;
        }
        return message;
    }
}
