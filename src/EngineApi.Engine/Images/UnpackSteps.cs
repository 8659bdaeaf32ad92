namespace EngineApi.Engine.Images;

/// <summary>What happens around each layer while an image is unpacked; layers count from 0, the bottom.</summary>
/// <param name="ReadyAsync">Returns when the layer may be unpacked.</param>
/// <param name="Done">It is unpacked.</param>
internal sealed record UnpackSteps(Func<int, Task> ReadyAsync, Action<int> Done)
{
    public static UnpackSteps None { get; } = new(static _ => Task.CompletedTask, static _ => { });
}
