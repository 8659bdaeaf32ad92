namespace EngineApi.Wire;

public static class GoTime
{
    /// <summary>Go's zero time, as it reads in answers.</summary>
    public const string Zero = "0001-01-01T00:00:00Z";
}
