using Grpc.Core;

namespace EngineApi.Engine.Tests;

/// <summary>Ends a stream of messages as a broken connection would.</summary>
internal sealed class EventCut
{
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Cut() => _cut.TrySetResult();

    public IAsyncStreamReader<T> Reader<T>(IAsyncStreamReader<T> real) => new Cuttable<T>(real, _cut.Task);

    private sealed class Cuttable<T>(IAsyncStreamReader<T> real, Task cut) : IAsyncStreamReader<T>
    {
        public T Current => real.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (cut.IsCompleted)
                throw Broken();
            var next = real.MoveNext(cancellationToken);
            if (await Task.WhenAny(next, cut) == next)
                return await next;
            throw Broken();
        }

        private static RpcException Broken() => new(new Status(StatusCode.Unavailable, "injected: the stream broke"));
    }
}
