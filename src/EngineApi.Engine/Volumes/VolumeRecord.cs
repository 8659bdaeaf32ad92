namespace EngineApi.Engine.Volumes;

/// <summary>One volume as it is kept. Immutable.</summary>
public sealed record VolumeRecord
{
    /// <summary>Marks volumes that were made for one container and go with it; its value is empty.</summary>
    public const string AnonymousLabel = "com.docker.volume.anonymous";

    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    public required string Name { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Of the local driver: <c>type</c>, <c>o</c> and <c>device</c>, as mount(8) has them. Empty for a plain directory.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init => field = value ?? None; } = None;

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? None; } = None;

    /// <summary>Something is mounted on its directory while containers use it.</summary>
    public bool IsMounted => Options.Count > 0;

    public bool IsAnonymous => Labels.ContainsKey(AnonymousLabel);
}
