namespace EngineApi.Engine.Registry;

/// <summary>A blob on its way here.</summary>
/// <param name="Offset">Where it begins, in bytes: where it was asked to begin, or 0 when the registry sends all of it.</param>
public sealed record RegistryBlob(HttpResponseMessage Answer, Stream Body, long Offset) : IDisposable
{
    /// <exception cref="RegistryException">Unreachable: it broke off or fell silent.</exception>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        RegistryAnswers.ReadAsync(Body, buffer, Answer, cancellationToken);

    public void Dispose()
    {
        Body.Dispose();
        Answer.Dispose();
    }
}
