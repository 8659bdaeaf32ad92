namespace EngineApi.Names;

/// <summary>What the kernel refuses now (no descriptor is left, no memory) it may grant in a moment; asking without a rest would take a processor.</summary>
internal static class Pause
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(100);

    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public static Task AfterFailureAsync(CancellationToken cancellationToken) => Task.Delay(Rest, cancellationToken);
}
