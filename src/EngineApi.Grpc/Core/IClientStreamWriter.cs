namespace Grpc.Core;

/// <summary>The sending half of a call.</summary>
public interface IClientStreamWriter<in T> : IAsyncStreamWriter<T>
{
    /// <summary>Tells the peer that no message follows. The receiving half stays open.</summary>
    Task CompleteAsync();
}
