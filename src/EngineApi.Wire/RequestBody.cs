namespace EngineApi.Wire;

public static class RequestBody
{
    /// <summary>Deepest nesting of a request body.</summary>
    public const int MaxDepth = 64;
}
