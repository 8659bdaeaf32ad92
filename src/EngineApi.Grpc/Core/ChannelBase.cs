namespace Grpc.Core;

/// <summary>A peer that calls can be made to.</summary>
public abstract class ChannelBase(string target)
{
    /// <summary>The authority of the peer's address.</summary>
    public string Target { get; } = target;

    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Closes the channel; calls in flight fail.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
