using System.Net;

namespace EngineApi.Engine.Registry;

/// <summary>Requests to one endpoint: authorized when it asks for that, and sent again when it is busy or the way to it breaks.</summary>
public sealed class RegistryClient(
    RegistryTransport transport, RegistryEndpoint endpoint, RegistryAuthorizer authorizer, RetryPolicy retry, TimeProvider time) : IDisposable
{
    public RegistryEndpoint Endpoint => endpoint;

    public RegistryAuthorizer Authorizer => authorizer;

    /// <summary>Tells whether the endpoint is a registry, and gets access.</summary>
    /// <exception cref="RegistryException">It is not there, or does not let us in.</exception>
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(() => new(HttpMethod.Get, endpoint.Root), cancellationToken);
        if (!answer.IsSuccessStatusCode && answer.StatusCode != HttpStatusCode.NotFound)
            throw await RegistryAnswers.ToErrorAsync(answer, cancellationToken);
    }

    /// <summary>Sends a request that may be sent again.</summary>
    /// <returns>The answer, of any status but 401 and those that pass.</returns>
    public async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            TimeSpan? wait;
            try
            {
                var answer = await SendOnceAsync(make, cancellationToken);
                if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                    or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
                {
                    return answer;
                }
                wait = retry.After(failures, answer, time);
                if (wait is null)
                    throw await RegistryAnswers.ToErrorAsync(answer, cancellationToken);
                answer.Dispose();
            }
            catch (RegistryException e) when (e.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } && failures < retry.Attempts)
            {
                wait = retry.After(failures);
            }
            await Task.Delay(wait.Value, time, cancellationToken);
        }
    }

    /// <summary>Sends a request; a 401 is answered once, with <paramref name="make"/> called again.</summary>
    /// <exception cref="RegistryException">Unreachable; Unauthorized.</exception>
    public async Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            var authorization = authorizer.Current;
            var answer = await transport.SendAsync(make, endpoint, authorization, cancellationToken);
            if (answer.StatusCode != HttpStatusCode.Unauthorized)
                return answer;
            if (!isFirst)
                throw await RegistryAnswers.ToErrorAsync(answer, cancellationToken);
            using (answer)
                await authorizer.AnswerAsync(answer, authorization, cancellationToken);
        }
    }

    public void Dispose() => authorizer.Dispose();
}
