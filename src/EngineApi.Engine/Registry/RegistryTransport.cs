using System.Net;
using System.Net.Http.Headers;

namespace EngineApi.Engine.Registry;

/// <summary>Sends one request and follows where the answer leads. Credentials go to the origin they are for, and nowhere else.</summary>
public sealed class RegistryTransport(RegistryConnections connections)
{
    private const int Redirects = 8;

    /// <summary>From sending, or from an upload's last progress, to the head of the answer.</summary>
    private static readonly TimeSpan HeadDeadline = TimeSpan.FromSeconds(60);

    /// <param name="make">Makes the request, without authorization.</param>
    /// <param name="endpoint">Whose origin gets <paramref name="authorization"/>, and how its certificate is looked at.</param>
    /// <returns>The answer with its body unread; of any status but a redirect's.</returns>
    /// <exception cref="RegistryException">Unreachable; Refused for redirects without an end.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> make, RegistryEndpoint endpoint, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        Uri? target = null;
        for (var hops = 0; hops <= Redirects; hops++)
        {
            var request = make();
            target = request.RequestUri = target ?? request.RequestUri!;
            var isOwn = endpoint.IsSameOrigin(target);
            request.Headers.Authorization = isOwn ? authorization : null;
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("engineapi", EngineVersion.Version));
            var answer = await SendAsync(request, connections.To(target, !isOwn || endpoint.Verifies), cancellationToken);
            if (Redirection(answer, target) is not { } next)
                return answer;
            answer.Dispose();
            if (next.Scheme is not ("http" or "https") || (target.Scheme == "https" && next.Scheme == "http" && endpoint.Verifies))
                throw new RegistryException(RegistryFailure.Refused, NetworkErrors.About(request.Method, target, $"it redirects to {next}, which is not safe"));
            target = next;
        }
        throw new RegistryException(RegistryFailure.Refused, NetworkErrors.About(HttpMethod.Get, target!, $"stopped after {Redirects} redirects"));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpMessageInvoker connection, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(HeadDeadline);
        // An upload takes as long as it takes, if only it goes on.
        if (request.Content is RegistryBlobContent blob)
            blob.Moves = () => deadline.CancelAfter(HeadDeadline);
        try
        {
            var answer = await connection.SendAsync(request, deadline.Token);
            answer.RequestMessage = request;
            return answer;
        }
        catch (Exception e) when (IsNetwork(e) && !cancellationToken.IsCancellationRequested)
        {
            throw NetworkErrors.Unreachable(request.Method, request.RequestUri!, e);
        }
    }

    private static bool IsNetwork(Exception error) => error is HttpRequestException or IOException or OperationCanceledException;

    private static Uri? Redirection(HttpResponseMessage answer, Uri from) =>
        answer.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
        && answer.Headers.Location is { } location
            ? new Uri(from, location)
            : null;
}
